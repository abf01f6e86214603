import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import { programName } from '../cli/program-name.ts'
import { splitList } from '../config/comma-list.ts'
import { type Config, ConfigError } from '../config/config.ts'
import { loadSettings } from '../config/settings.ts'
import { dropPrivileges } from '../embedded/drop-privileges.ts'
import { BACKLOG } from '../http/server-options.ts'
import { createLogger } from '../observability/logger.ts'
import { startTracing } from '../observability/tracing.ts'
import { checkSecretsKey } from './check-secrets-key.ts'
import { developmentKey, developmentToken, TOKEN_FILE } from './development-token.ts'
import { type OpenedDatabase, openDatabase } from './open-database.ts'
import { startBanner } from './start-banner.ts'
import { explain } from './start-errors.ts'

// Runs one gateway: settings ► database ► app ► listen ► drain. The import of this file starts it.

/** The process that sent the signal, for example Docker, kills the gateway soon after this time. */
const DRAIN_MS = 10_000

let config: Config | undefined
let database: OpenedDatabase | undefined
let app: FastifyInstance | undefined
try {
  await start()
} catch (error) {
  process.stderr.write(`\nBellhook did not start. ${explain(error, config)}\n`)
  await stop()
  process.exit(error instanceof ConfigError ? 78 : 1)
}

async function start(): Promise<void> {
  const { channels, ...settings } = await loadSettings(process.env, (warning) => say(`WARNING: ${warning}`))
  config = settings.config
  database = await openDatabase(config, say)
  const privileges = await dropPrivileges(database.user, config.dataDir, say)
  const secretsKeys = keysOf(config)
  if (database.failure === undefined && !config.development) await checkSecretsKey(database.url, secretsKeys)
  const configured = config.secrets.get('API_TOKEN') ?? []
  const tokenFile = configured.length > 0 ? undefined : shortPath(join(config.dataDir, TOKEN_FILE))
  // Loaded only for a terminal: it brings more modules than the rest of the log.
  const stream = process.stdout.isTTY ? (await import('../observability/pretty-log.ts')).prettyLog() : undefined
  const logger = createLogger(config.logLevel, stream)
  const tracing = await startTracing(config, logger)
  const gateway = await buildApp({
    config,
    channels,
    adapters: splitList(process.env['BELLHOOK_ADAPTERS']),
    databaseUrl: database.url,
    prepare: database.prepare,
    apiTokens: tokenFile === undefined ? configured : [developmentToken(config.dataDir)],
    tokenFile,
    secretsKeys,
    logger,
    tracing
  })
  app = gateway
  exitOnDefect(gateway)
  const address = { host: config.host, port: config.port, backlog: BACKLOG }
  await privileges.bind(config.port, () => gateway.listen(address))
  // SIGHUP: the terminal was closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => endOn(signal))
  if (tracing !== undefined) gateway.addHook('onClose', () => tracing.end())

  // `listen` on TCP always has an address with a port.
  const { port } = gateway.server.address() as AddressInfo
  const { name, failure } = database
  const program = programName(process.env)
  say(startBanner({ config, channels, port, database: name, databaseFailure: failure, tokenFile, program }))
  if (failure === undefined) await saySetupUrl(gateway)
}

/** Without an operator, nobody can log in. */
async function saySetupUrl(gateway: FastifyInstance): Promise<void> {
  const url = await gateway.firstSetupUrl()
  if (url !== undefined) say(`  First admin    ${url}`)
}

/** Development mode generates a key, so that accounts can be tried at once. */
function keysOf({ secrets, development, dataDir }: Config): readonly string[] {
  const values = secrets.get('SECRETS_KEY') ?? []
  return values.length === 0 && development ? [developmentKey(dataDir)] : values
}

/** Node.js itself would print the whole error, with data of guests that its message quotes. */
function exitOnDefect({ log }: FastifyInstance): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error) => {
      log.fatal({ err: error }, 'a defect: ending')
      process.exit(1)
    })
  }
}

let isEnding = false

/** Drains and ends. A second signal ends at once. */
function endOn(signal: string): void {
  if (isEnding) process.exit(1)
  isEnding = true
  app?.log.info({ signal }, 'closing: finishing requests that have arrived')
  setTimeout(() => process.exit(1), DRAIN_MS).unref()
  void stop().then(() => process.exit(0))
}

/** Closes the app before the database: the embedded server keeps running while connections are open. */
async function stop(): Promise<void> {
  await app?.close()
  await database?.stop()
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
