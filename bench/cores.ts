import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

const LAST = cpus().length - 1
const ALL = `0-${LAST}`

/**
 * Keeps a server's JavaScript on the first core and the load generator on the last: senders are elsewhere in reality, and
 * a scheduler that packs both onto one core while the other rests would be measured with them. Helper threads and
 * PostgreSQL go where there is room. Returns what undoes it. Does nothing where there is no `taskset` (util-linux).
 */
export function keepApart(server: number): () => void {
  // A server begins where the load generator was when it started it.
  allow(ALL, server, '--all-tasks')
  allow('0', server)
  allow(String(LAST), process.pid, '--all-tasks')
  return () => allow(ALL, process.pid, '--all-tasks')
}

function allow(cores: string, pid: number, ...which: string[]): void {
  spawnSync('taskset', [...which, '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' })
}
