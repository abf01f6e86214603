import { execFile } from 'node:child_process'
import { env } from 'node:process'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** Options for initdb, postgres, and the watchdog. PGDATA, PGPORT, and TZ of the gateway must not reach them. */
export function spawnOptions(account: { uid: number; gid: number } | undefined) {
  const options = { cwd: '/', env: { PATH: env['PATH'], LC_ALL: 'C' } }
  // | 0: the nobody of macOS is -2. spawn expects a signed number, chown an unsigned one.
  return account ? { ...options, uid: account.uid | 0, gid: account.gid | 0 } : options
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
