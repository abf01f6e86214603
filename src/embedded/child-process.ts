import { execFile } from 'node:child_process'
import { env } from 'node:process'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** Options for initdb, postgres, and the watchdog. PGDATA, PGPORT, and TZ of the gateway must not reach them. */
export function spawnOptions(user: { uid: number; gid: number } | undefined) {
  const options = { cwd: '/', env: { PATH: env['PATH'], LC_ALL: 'C' } }
  // | 0: the nobody of macOS is -2. spawn expects a signed number, chown an unsigned one.
  return user ? { ...options, uid: user.uid | 0, gid: user.gid | 0 } : options
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
