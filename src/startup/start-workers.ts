import cluster, { type Worker } from 'node:cluster'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Counter, Registry } from 'prom-client'
import type { Config } from '../config/config.ts'
import type { Privileges } from '../embedded/drop-privileges.ts'
import { createLogger } from '../observability/logger.ts'
import type { OpenedDatabase } from './open-database.ts'
import { WorkerFailed } from './worker-failed.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { createWorkerQuestions } from './worker-questions.ts'

/** A worker that ends is replaced after a second. Each one that ends without having listened doubles the pause. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

interface WorkersOptions {
  config: Config
  database: OpenedDatabase
  privileges: Privileges
}

/** Starts the workers of one port, replaces those that end, and passes their questions on. Throws if the first ones cannot start. */
export async function startWorkers({ config, database, privileges }: WorkersOptions) {
  const log = createLogger(config.logLevel)
  const registry = new Registry()
  const replaced = new Counter({
    name: 'bellhook_workers_replaced_total',
    help: 'Workers that ended by themselves and were replaced',
    registers: [registry]
  })
  const questions = createWorkerQuestions()
  const workers = new Map<number, Worker>()
  let isClosing = false
  let pause = FIRST_PAUSE_MS
  // Its answers keep numbers that JSON has no word for.
  cluster.setupPrimary({ exec: join(import.meta.dirname, 'run-worker.js'), serialization: 'advanced' })

  const numbers = Array.from({ length: config.workers }, (_, at) => at + 1)
  let first: { port: number; setupUrl: string | undefined } | undefined
  await privileges.bind(config.port, async () => {
    try {
      const all = await Promise.all(numbers.map((number) => startWorker(number)))
      first = all[0]
    } catch (error) {
      await close()
      throw error
    }
  })
  return { port: first?.port ?? config.port, setupUrl: first?.setupUrl, log: log.info.bind(log), close }

  /** Resolves when the worker listens. */
  function startWorker(number: number): Promise<{ port: number; setupUrl: string | undefined }> {
    const worker = cluster.fork()
    workers.set(number, worker)
    const send = senderTo(worker)
    const { url: databaseUrl, failure } = database
    const start = { kind: 'start', number, databaseUrl, isDatabaseAway: failure !== undefined } as const
    return new Promise((resolve, reject) => {
      let isListening = false
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') send({ ...start, user: privileges.user })
        else if (message.kind === 'listening') {
          isListening = true
          pause = FIRST_PAUSE_MS
          resolve(message)
        } else if (message.kind === 'failed') reject(new WorkerFailed(message.text))
        else if (message.kind === 'answer') questions.answered(message.id, message.answer)
        else void passOn(message.id, message.question, send)
      })
      worker.on('exit', (code, signal) => {
        workers.delete(number)
        reject(new WorkerFailed(`A worker ended before it listened (${signal ?? code}).`))
        if (isClosing || (!isListening && first === undefined)) return
        log.error({ worker: number, code, signal }, 'a worker ended: another one takes its place')
        replaced.inc()
        void replace(number, isListening)
      })
    })
  }

  async function replace(number: number, hadListened: boolean): Promise<void> {
    if (!hadListened) pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
    await sleep(pause)
    // Why it failed is in its own log, and its end starts the next one.
    if (!isClosing) await startWorker(number).catch(() => undefined)
  }

  async function passOn(id: string, question: string, send: (message: ToWorker) => void): Promise<void> {
    const own = question === 'metrics' ? [await registry.getMetricsAsJSON()] : []
    questions.ask(question, [...workers.values()].map(senderTo), (answers) =>
      send({ kind: 'answers', id, answers: [...answers, ...own] })
    )
  }

  /** Resolves when all workers have answered what has arrived, and ended. */
  async function close(): Promise<void> {
    isClosing = true
    const running = [...workers.values()]
    const ended = running.map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
    for (const worker of running) senderTo(worker)({ kind: 'stop' })
    await Promise.all(ended)
  }
}

/** A worker that has ended, or is about to end, gets no more messages. */
function senderTo(worker: Worker): (message: ToWorker) => void {
  return (message) => void (worker.isConnected() && worker.send(message))
}
