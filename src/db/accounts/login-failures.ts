import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'

type Query = Pick<Queries, 'execute'>

interface Bounds {
  /** Failures without a wait. */
  free: number
  /** Seconds. */
  longestWait: number
  /** Seconds after which failures are forgotten. */
  memory: number
}

/**
 * Counts an attempt as a failure before the password is checked, so that attempts at the same time cannot pass the bound together.
 * Returns the seconds to wait; 0: the attempt may go on.
 */
export async function countAttempt(query: Query, key: Buffer, { free, longestWait, memory }: Bounds): Promise<number> {
  const failures = sql`case when login_failures.until < now() - make_interval(secs => ${memory}) then 1
    else login_failures.failures + 1 end`
  const wait = waitAfter(failures, { free, longestWait })
  const { rows: counted } = await query.execute(sql`
    insert into login_failures (key, failures, until) values (${key}, 1, now())
    on conflict (key) do update set failures = ${failures}, until = now() + make_interval(secs => ${wait})
    where login_failures.until <= now() returning 1`)
  if (counted.length > 0) return 0
  const { rows } = await query.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from until - now()))::int as seconds from login_failures where key = ${key}`)
  return Math.max(1, rows[0]?.seconds ?? 1)
}

/** Begins the wait anew: the attempt has failed, and the password took part of the wait to check. */
export async function restartWait(query: Query, key: Buffer, bounds: Omit<Bounds, 'memory'>): Promise<void> {
  const wait = waitAfter(sql`failures`, bounds)
  await query.execute(sql`update login_failures set until = now() + make_interval(secs => ${wait}) where key = ${key}`)
}

/** Seconds: 1, 2, 4, and so on. */
function waitAfter(failures: SQL, { free, longestWait }: Omit<Bounds, 'memory'>): SQL {
  return sql`case when ${failures} < ${free}::int then 0
    else least(${longestWait}::float8, power(2, least(${failures} - ${free}::int, 30))) end`
}

/** Forgets the failures of one name and address, and all old ones. */
export async function forgetFailures(query: Query, key: Buffer, memory: number): Promise<void> {
  await query.execute(sql`
    delete from login_failures where key = ${key} or until < now() - make_interval(secs => ${memory})`)
}
