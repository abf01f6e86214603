import { Worker } from 'node:worker_threads'
import { errors } from '../../contract/errors.ts'
import type { Interpretation } from '../interpret.ts'
import { type Answer, fromResult, type Job, type Result, type WorkerSetup } from './messages.ts'

/** Reads large bodies in a thread of its own, one after the other. */
export interface ReadingWorker {
  /** False: so many bodies wait that no other one should. */
  hasRoom(): boolean
  /** Rejects with OVERLOADED when the body could not be redacted. `failed`: the body was redacted and could not be read. */
  read(job: Job): Promise<{ redacted: Buffer | undefined } & ({ interpretation: Interpretation } | { failed: string })>
  close(): Promise<void>
}

interface ReadingWorkerOptions extends WorkerSetup {
  log: { error(fields: object, message: string): void }
}

interface Task {
  job: Job
  /** False: the job asks for redaction, and that is not done. */
  isRedacted: boolean
  redacted: Buffer | undefined
  settle(end: Result | { failed: string; error: unknown }): void
}

/**
 * The thread starts with the first large body, and ends when it has had nothing to do for some time. A body that takes too long
 * or too much memory ends the thread, and the next body gets a new one.
 */
export function createReadingWorker({ adapters, secrets, limits, log }: ReadingWorkerOptions): ReadingWorker {
  const { queuedBodies, deadlineMs, idleMs, heapMebibytes } = limits.reading
  const queue: Task[] = []
  let current: Task | undefined
  let worker: Worker | undefined
  /** It has loaded the channels. That takes part of a second, which no body has to account for. */
  let isReady = false
  let timer: NodeJS.Timeout | undefined

  return {
    hasRoom: () => queue.length < queuedBodies,

    async read(job) {
      const task: Task = { job, isRedacted: !job.redact, redacted: undefined, settle() {} }
      const end = await new Promise<Parameters<Task['settle']>[0]>((resolve) => {
        task.settle = resolve
        queue.push(task)
        next()
      })
      const { isRedacted, redacted } = task
      if (!('failed' in end)) return { redacted, interpretation: await fromResult(end, limits) }
      log.error(
        { err: end.error, endpoint: job.path, bytes: job.body.length },
        `a large body was not read: ${end.failed}`
      )
      if (!isRedacted) throw new errors.OVERLOADED()
      return { redacted, failed: end.failed }
    },

    async close() {
      clearTimeout(timer)
      await stop()
    }
  }

  function next(): void {
    if (current !== undefined) return
    clearTimeout(timer)
    current = queue.shift()
    if (current === undefined) {
      worker?.unref()
      timer = setTimeout(() => void stop(), idleMs).unref()
      return
    }
    worker ??= start()
    worker.ref()
    if (isReady) watchDeadline()
    // A copy: the gateway keeps the bytes until they are stored.
    const body = new Uint8Array(current.job.body)
    worker.postMessage({ ...current.job, body }, [body.buffer])
  }

  function watchDeadline(): void {
    timer = setTimeout(() => fail(`it takes more than ${deadlineMs / 1000} seconds`, undefined), deadlineMs)
  }

  function start(): Worker {
    const workerData: WorkerSetup = { adapters, secrets, limits }
    const started = new Worker(new URL('./worker.js', import.meta.url), {
      workerData,
      // Hooks and loaders of the process are none of its business, and slow its start.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMebibytes, maxYoungGenerationSizeMb: YOUNG_MEBIBYTES }
    })
    let failure: unknown
    started.on('message', (answer: Answer) => {
      if (worker === started) take(answer)
    })
    started.on('error', (error) => {
      failure = error
    })
    started.on('exit', () => {
      if (worker === started)
        fail(isOutOfMemory(failure) ? `it takes more than ${heapMebibytes} MiB` : 'its thread ended', failure)
    })
    return started
  }

  function take(answer: Answer): void {
    if (answer.kind === 'ready') {
      isReady = true
      if (current !== undefined) watchDeadline()
    } else if (answer.kind === 'interpreted') settle(answer.result)
    else if (current !== undefined) {
      current.isRedacted = true
      current.redacted = answer.body && Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.length)
    }
  }

  function fail(failed: string, error: unknown): void {
    void stop()
    settle({ failed, error })
  }

  function settle(end: Parameters<Task['settle']>[0]): void {
    const task = current
    current = undefined
    task?.settle(end)
    next()
  }

  async function stop(): Promise<void> {
    const stopped = worker
    worker = undefined
    isReady = false
    await stopped?.terminate()
  }
}

const YOUNG_MEBIBYTES = 16

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
