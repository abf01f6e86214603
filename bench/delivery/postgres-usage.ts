import { readdirSync, readFileSync } from 'node:fs'
import type { BenchDatabase } from '../fixture.ts'

export interface PostgresUsage {
  /** Milliseconds that all of its processes have been on a core. NaN: it is not on this machine. */
  cpuMs: number
  walBytes: number
}

/** Of `/proc/<pid>/stat`, behind the name: parent, and clock ticks of the process and of its children that have ended. */
const [PARENT, FIRST_TICKS, AFTER_TICKS] = [1, 11, 15]
const TICK_MS = 10

/** What PostgreSQL has used until now. Linux only. */
export async function postgresUsage({ query }: Pick<BenchDatabase, 'query'>): Promise<PostgresUsage> {
  const [row] = await query(`select pg_backend_pid() as pid,
    pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as position`)
  const backend = statOf(Number(row?.['pid']))
  return {
    cpuMs: backend === undefined ? Number.NaN : cpuOf(Number(backend[PARENT])),
    walBytes: Number(row?.['position'])
  }
}

function cpuOf(postmaster: number): number {
  let ticks = 0
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    const stat = pid > 0 ? statOf(pid) : undefined
    const isOurs = pid === postmaster || Number(stat?.[PARENT]) === postmaster
    if (isOurs && stat !== undefined)
      ticks += stat.slice(FIRST_TICKS, AFTER_TICKS).reduce((sum, one) => sum + Number(one), 0)
  }
  return ticks * TICK_MS
}

function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    // The process has ended.
    return undefined
  }
}
