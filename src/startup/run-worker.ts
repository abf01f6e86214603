import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.ts'
import { loadSettings } from '../config/settings.ts'
import { migrate } from '../db/migrate.ts'
import { giveUpRoot } from '../embedded/drop-privileges.ts'
import { explain } from './start-errors.ts'
import { DRAIN_MS, startGateway } from './start-gateway.ts'
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts'
import { workerSiblings } from './worker-siblings.ts'

// One of the workers that start-workers.ts starts. The process that started it tells it what to do, also when it ends.

let app: FastifyInstance | undefined
let config: Config | undefined
let isEnding = false

// A terminal sends its signals to all processes of the gateway. Only the first process acts on them.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', end)
process.on('message', (message: ToWorker) => {
  if (message.kind === 'start') void start(message).catch(fail)
  if (message.kind === 'stop') end()
})
// A message that came while the imports were loaded would have been lost.
send({ kind: 'ready' })

async function start({ number, databaseUrl, isDatabaseAway, user }: WorkerStart): Promise<void> {
  giveUpRoot(user)
  const settings = await loadSettings(process.env, () => undefined)
  config = settings.config
  const prepare = isDatabaseAway ? () => migrate(databaseUrl) : undefined
  const siblings = workerSiblings({ send, onMessage: (take) => process.on('message', take) })
  const started = await startGateway({
    settings,
    database: { url: databaseUrl, prepare },
    bind: async (_port, listen) => void (await listen()),
    worker: { siblings, spoolFolder: join(config.dataDir, 'spool', `worker-${number}`) }
  })
  app = started.app
  const setupUrl = number === 1 && !isDatabaseAway ? await app.firstSetupUrl() : undefined
  send({ kind: 'listening', port: started.port, setupUrl })
}

function fail(error: unknown): void {
  send({ kind: 'failed', text: explain(error, config) })
  process.exit(1)
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message)
}

function end(): void {
  if (isEnding) return
  isEnding = true
  setTimeout(() => process.exit(1), DRAIN_MS).unref()
  void (app?.close() ?? Promise.resolve()).then(() => process.exit(0))
}
