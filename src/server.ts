import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config/config.ts'
import { list } from './config/list.ts'
import { loadSettings } from './config/settings.ts'
import { dropPrivileges } from './embedded/drop-privileges.ts'
import { BACKLOG } from './http/server-options.ts'
import { createLogger } from './observability/logger.ts'
import { startTracing } from './observability/tracing.ts'
import { makeToken } from './startup/development-token.ts'
import { type OpenedDatabase, openDatabase } from './startup/open-database.ts'
import { greeting } from './startup/start-banner.ts'
import { explain } from './startup/start-errors.ts'

// The process: environment ► config ► database ► app ► listen ► drain. Nothing else touches any of these.

/** What is being done must be done by then; whoever asked for the end kills the process soon after. */
const DRAIN_MS = 10_000

let config: Config | undefined
let database: OpenedDatabase | undefined
try {
  await start()
} catch (error) {
  process.stderr.write(`\nBellhook did not start. ${explain(error, config)}\n`)
  await database?.stop()
  process.exit(error instanceof ConfigError ? 78 : 1)
}

async function start(): Promise<void> {
  const { channels, ...settings } = await loadSettings(process.env, (warning) => say(`WARNING: ${warning}`))
  config = settings.config
  database = await openDatabase(config, say)
  const privileges = await dropPrivileges(database.account, config.dataDir, say)
  const configured = config.secrets.get('API_TOKEN') ?? []
  const made = configured.length > 0 ? undefined : makeToken(config.dataDir)
  const logger = createLogger(config.logLevel)
  const tracing = await startTracing(config, logger)
  const app = await buildApp({
    config,
    channels,
    adapters: list(process.env['BELLHOOK_ADAPTERS']),
    databaseUrl: database.url,
    prepare: database.prepare,
    apiTokens: made === undefined ? configured : [made.token],
    logger,
    tracing
  })
  for (const defect of ['uncaughtException', 'unhandledRejection'] as const) {
    // Node itself would print the error whole, with whatever of a guest's data it quotes.
    process.on(defect, (error) => {
      app.log.fatal({ err: error }, 'a defect: ending')
      process.exit(1)
    })
  }
  const address = { host: config.host, port: config.port, backlog: BACKLOG }
  await privileges.bind(config.port, () => app.listen(address))

  let ending = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1)
      ending = true
      app.log.info({ signal }, 'closing: finishing what has arrived')
      void end()
    })
  }

  async function end(): Promise<void> {
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    await app.close()
    await tracing?.end()
    await database?.stop()
    made?.forget()
    process.exit(0)
  }

  const { port } = app.server.address() as AddressInfo
  say(greeting({ config, channels, port, database: database.name, madeToken: made?.token }))
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
