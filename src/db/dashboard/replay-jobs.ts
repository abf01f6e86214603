import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { replayJobs } from '../job-tables.ts'

export interface ReplayJob {
  id: string
  kind: string
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  until: number
  cursor: number
  total: number
  looked: number
  written: number
  unread: number
  state: 'running' | 'done'
  createdBy: string
}

type Found = ReplayJob & Record<string, unknown>

const COLUMNS = sql`id, kind, hotels, until::float8 as until, cursor::float8 as cursor, total, looked, written, unread, state,
  created_by as "createdBy"`

export type NewReplayJob = Pick<ReplayJob, 'id' | 'kind' | 'hotels' | 'until' | 'total' | 'createdBy'>

export async function insertReplayJob(query: Queries, job: NewReplayJob): Promise<void> {
  const hotels = job.hotels === null ? null : sql.param([...job.hotels])
  await query.execute(sql`
    insert into ${replayJobs} (id, kind, hotels, until, cursor, total, looked, written, unread, state, created_by, created_at)
    values (${job.id}, ${job.kind}, ${hotels}::text[], ${job.until}, 0, ${job.total}, 0, 0, 0, 'running', ${job.createdBy}, now())`)
}

export async function readReplayJob(query: Queries, id: string): Promise<ReplayJob | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from ${replayJobs} where id = ${id}`)
  return rows[0]
}

/** Jobs that are not done, oldest first. `hotels`: only jobs about some of these. */
export async function readRunningJobs(
  query: Queries,
  { hotels, limit }: { hotels: readonly string[] | undefined; limit: number }
): Promise<ReplayJob[]> {
  const seen = hotels === undefined ? sql`` : sql`and hotels <@ ${sql.param([...hotels])}::text[]`
  const { rows } = await query.execute<Found>(sql`
    select ${COLUMNS} from ${replayJobs} where state = 'running' ${seen} order by created_at limit ${limit}`)
  return rows
}

interface Lease {
  owner: string
  ms: number
}

/** Takes the oldest job that no other gateway works on. */
export async function takeReplayJob(query: Queries, { owner, ms }: Lease): Promise<ReplayJob | undefined> {
  const { rows } = await query.execute<Found>(sql`
    update ${replayJobs} set owner = ${owner}, leased_until = now() + make_interval(secs => ${ms / 1000})
    where id = (
      select id from ${replayJobs} where state = 'running' and (leased_until is null or leased_until < now() or owner = ${owner})
      order by created_at limit 1 for update skip locked
    ) returning ${COLUMNS}`)
  return rows[0]
}

/** Stores how far a job is, and renews the lease. False: another gateway has taken the job. */
export async function advanceReplayJob(
  query: Queries,
  { id, cursor, looked, written, unread, state }: ReplayJob,
  { owner, ms }: Lease
): Promise<boolean> {
  const { rows } = await query.execute(sql`
    update ${replayJobs} set cursor = ${cursor}, looked = ${looked}, written = ${written}, unread = ${unread}, state = ${state},
      leased_until = now() + make_interval(secs => ${ms / 1000})
    where id = ${id} and owner = ${owner} returning id`)
  return rows.length > 0
}
