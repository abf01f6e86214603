import { randomUUID } from 'node:crypto'
import type { Replayed } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import { errors } from '../contract/errors.ts'
import { newId } from '../contract/new-id.ts'
import type { Database } from '../db/connect.ts'
import { deliveriesOfKind } from '../db/dashboard/quarantine.ts'
import {
  advanceReplayJob,
  insertReplayJob,
  type NewReplayJob,
  type ReplayJob,
  takeReplayJob
} from '../db/dashboard/replay-jobs.ts'
import type { ReplayWish } from './replay-delivery.ts'

interface ReplayJobsOptions {
  database: Pick<Database, 'query'>
  replay(id: string, wish: ReplayWish): Promise<Replayed>
  limits: Pick<Limits['dashboard'], 'leaseMs' | 'jobPollMs'>
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

export type ReplayJobs = ReturnType<typeof createReplayJobs>

const PAGE = 100

/**
 * Replays all deliveries of a kind in the background. A job is a row, and a gateway works on it under a lease. If that gateway ends,
 * another one goes on after the last delivery that was replayed. A replay is idempotent, so repeating one delivery does no harm.
 */
export function createReplayJobs({ database, replay, limits, log }: ReplayJobsOptions) {
  const { query } = database
  const lease = { owner: randomUUID(), ms: limits.leaseMs }
  let working: Promise<void> | undefined
  let isClosed = false
  const timer = setInterval(wake, limits.jobPollMs).unref()

  function wake(): void {
    if (isClosed) return
    working ??= work().finally(() => {
      working = undefined
    })
  }

  async function work(): Promise<void> {
    try {
      for (let job = await takeReplayJob(query, lease); job && !isClosed; job = await takeReplayJob(query, lease)) {
        await run(job)
      }
    } catch (err) {
      log.warn({ err }, 'replay jobs failed: trying again')
    }
  }

  async function run(start: ReplayJob): Promise<void> {
    let job = start
    for (;;) {
      const { kind, hotels, until, cursor: after } = job
      const { rows, end } = await deliveriesOfKind(query, kind, {
        hotels: hotels ?? undefined,
        after,
        until,
        limit: PAGE
      })
      for (const { position, id } of rows) {
        if (isClosed) return
        const written = await replayOne(id, job.createdBy)
        job = {
          ...job,
          cursor: position,
          looked: job.looked + 1,
          written: job.written + (written ?? 0),
          unread: job.unread + (written === undefined ? 1 : 0)
        }
        if (!(await advanceReplayJob(query, job, lease))) return
      }
      if (end === undefined) break
      job = { ...job, cursor: end }
      if (!(await advanceReplayJob(query, job, lease))) return
    }
    await advanceReplayJob(query, { ...job, state: 'done' }, lease)
    log.info({ job: job.id, deliveries: job.looked, events: job.written, unread: job.unread }, 'a replay job is done')
  }

  /** Number of new events. Undefined: the delivery still cannot be read. */
  async function replayOne(id: string, by: string): Promise<number | undefined> {
    try {
      const result = await replay(id, { by, tokenFingerprint: 'session', dryRun: false })
      const events = eventsToWrite(result)
      return events === 0 && result.after.outcome === 'quarantined' ? undefined : events
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && SKIPPED.has(String(error.code)))) throw error
      return undefined
    }
  }

  return {
    /** Returns the id of the job. */
    async start(job: Omit<NewReplayJob, 'id'>): Promise<string> {
      const id = newId()
      await insertReplayJob(query, { ...job, id })
      wake()
      return id
    },
    async close(): Promise<void> {
      isClosed = true
      clearInterval(timer)
      await working
    }
  }
}

/** Codes of errors that are about one delivery only. */
const SKIPPED: ReadonlySet<string> = new Set(
  [new errors.NOT_REPLAYABLE(''), new errors.DELIVERY_REMOVED(), new errors.NOT_FOUND()].map(({ code }) => code)
)

/** Number of events that a replay writes. */
export function eventsToWrite({ changes, omittedChanges }: Replayed): number {
  const listed = changes.filter(({ kind }) => kind === 'new' || kind === 'corrected').length
  return listed + (omittedChanges?.new ?? 0) + (omittedChanges?.corrected ?? 0)
}
