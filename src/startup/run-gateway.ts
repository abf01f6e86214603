import { join } from 'node:path'
import { printFailure, widthOf, wrapped } from '../cli/output.ts'
import { programName } from '../cli/program-name.ts'
import { type Config, ConfigError } from '../config/config.ts'
import { loadSettings, type Settings } from '../config/settings.ts'
import { dropPrivileges, type Privileges } from '../embedded/drop-privileges.ts'
import { gatherSpool } from '../spool/gather-spool.ts'
import { checkSecretsKey } from './check-secrets-key.ts'
import { type OpenedDatabase, openDatabase } from './open-database.ts'
import { startBanner } from './start-banner.ts'
import { explain } from './start-errors.ts'
import { DRAIN_MS, keysOf, startGateway, tokenFileOf } from './start-gateway.ts'
import { startWorkers } from './start-workers.ts'

// Runs a gateway: settings ► database ► listen, here or in workers ► drain. The import of this file starts it.

interface Listening {
  port: number
  /** Where the first admin chooses a password, unless there is an operator. */
  setupUrl: string | undefined
  log(fields: object, message: string): void
  /** Resolves when every request that has arrived is answered. */
  close(): Promise<void>
}

// Nobody may read the output any more, for example `head`. Webhooks come all the same. A command would end.
for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error').on('error', () => undefined)

let config: Config | undefined
let database: OpenedDatabase | undefined
let gateway: Listening | undefined
try {
  await start()
} catch (error) {
  printFailure(`\nBellhook did not start. ${explain(error, config)}`, process.stderr, process.env)
  await stop()
  process.exit(error instanceof ConfigError ? 78 : 1)
}

async function start(): Promise<void> {
  const settings = await loadSettings(process.env, (warning) => say(`WARNING: ${warning}`))
  config = settings.config
  database = await openDatabase(config, say)
  const { name, failure, user } = database
  const privileges = await dropPrivileges(user, config.dataDir, say)
  if (failure === undefined && !config.development) await checkSecretsKey(database.url, keysOf(config))
  const spool = join(config.dataDir, 'spool')
  await gatherSpool(spool, config.workers === 1 ? spool : join(spool, 'worker-1')).catch(spoolNotGathered)
  // Before a request can arrive. SIGHUP: the terminal was closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => endOn(signal))
  gateway = await listen(settings, database, privileges)

  const { port, setupUrl } = gateway
  const { channels } = settings
  const tokenFile = tokenFileOf(config)
  const program = programName(process.env)
  say(startBanner({ config, channels, port, database: name, databaseFailure: failure, tokenFile, program }))
  // Without an operator, nobody can log in.
  if (setupUrl !== undefined) say(`  First admin    ${setupUrl}`)
}

async function listen(settings: Settings, opened: OpenedDatabase, privileges: Privileges): Promise<Listening> {
  if (settings.config.workers > 1) return startWorkers({ config: settings.config, database: opened, privileges })
  const { app, port } = await startGateway({ settings, database: opened, bind: privileges.bind })
  return {
    port,
    setupUrl: opened.failure === undefined ? await app.firstSetupUrl() : undefined,
    log: (fields, message) => app.log.info(fields, message),
    close: () => app.close()
  }
}

/** The files stay where they are, and a later start finds them. */
function spoolNotGathered(error: unknown): void {
  say(`WARNING: the spool could not be searched for deliveries of earlier workers: ${explain(error, config)}`)
}

let isEnding = false

/** Drains and ends. A second signal ends at once. */
function endOn(signal: string): void {
  if (isEnding) process.exit(1)
  isEnding = true
  gateway?.log({ signal }, 'closing: finishing requests that have arrived')
  setTimeout(() => process.exit(1), DRAIN_MS).unref()
  void stop().then(() => process.exit(0))
}

/** Closes the app before the database: the embedded server keeps running while connections are open. */
async function stop(): Promise<void> {
  await gateway?.close()
  await database?.stop()
}

function say(line: string): void {
  process.stdout.write(`${wrapped(line, '', widthOf(process.stdout, process.env))}\n`)
}
