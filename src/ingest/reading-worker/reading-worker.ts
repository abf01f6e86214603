import { Worker } from 'node:worker_threads'
import { errors } from '../../contract/errors.ts'
import type { Reply } from '../../contract/reply.ts'
import type { Interpretation } from '../interpret.ts'
import { type Answer, fromResult, type Job, type Result, type WorkerSetup } from './messages.ts'

/** Reads large bodies in a thread of its own, one after the other. */
export interface ReadingWorker {
  /** Rejects with OVERLOADED when the body could not be redacted. `failed`: the body was redacted and could not be read. */
  read(job: Job): Promise<{ redacted: Buffer | undefined } & ({ interpretation: Interpretation } | { failed: string })>
  /** The reply to a delivery, for a job with an `outcome`. Never rejects: a reply that could not be made is undefined. */
  reply(job: Job): Promise<{ reply: Reply | undefined; failed: string | undefined }>
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
  settle(end: End): void
}

type End = Result | { reply: Reply; failed: string | undefined } | { failed: string; error: unknown }

/**
 * The thread starts with the first large body, and ends when it has had nothing to do for some time. A body that takes too long
 * or too much memory ends the thread, and the next body gets a new one.
 */
export function createReadingWorker({ adapters, secrets, limits, log }: ReadingWorkerOptions): ReadingWorker {
  const { deadlineMs, idleMs, heapMebibytes } = limits.reading
  const queue: Task[] = []
  let current: Task | undefined
  let worker: Worker | undefined
  /** It has loaded the channels. That takes part of a second, which no body has to account for. */
  let isReady = false
  let timer: NodeJS.Timeout | undefined

  return {
    async read(job) {
      const { task, end } = await run(job)
      const { isRedacted, redacted } = task
      if ('readings' in end) return { redacted, interpretation: await fromResult(end, limits) }
      if ('reply' in end) throw new Error('the reading worker has answered another job')
      log.error(
        { err: end.error, endpoint: job.path, bytes: job.body.length },
        `a large body was not read: ${end.failed}`
      )
      if (!isRedacted) throw new errors.OVERLOADED()
      return { redacted, failed: end.failed }
    },

    async reply(job) {
      const { end } = await run(job)
      if ('reply' in end) return end
      return { reply: undefined, failed: 'failed' in end ? end.failed : 'the reading worker has answered another job' }
    },

    async close() {
      clearTimeout(timer)
      await stop()
    }
  }

  async function run(job: Job): Promise<{ task: Task; end: End }> {
    const task: Task = { job, isRedacted: !job.redact, redacted: undefined, settle() {} }
    const end = await new Promise<End>((resolve) => {
      task.settle = resolve
      queue.push(task)
      next()
    })
    return { task, end }
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
    else if (answer.kind === 'replied') settle(answer)
    else if (current !== undefined) {
      current.isRedacted = true
      current.redacted = answer.body && Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.length)
    }
  }

  function fail(failed: string, error: unknown): void {
    void stop()
    settle({ failed, error })
  }

  function settle(end: End): void {
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
