import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

const LAST = cpus().length - 1
const ALL = `0-${LAST}`

/**
 * Pins the JavaScript of a server to the first core and the load generator to the last, because real senders are on other machines, and
 * some schedulers put both on one core. Helper threads and PostgreSQL use all cores. Returns a function that undoes it. Does nothing
 * without `taskset` (util-linux).
 */
export function keepApart(server: number): () => void {
  // A server inherits the core of the load generator that started it.
  allow(ALL, server, '--all-tasks')
  allow('0', server)
  allow(String(LAST), process.pid, '--all-tasks')
  return () => allow(ALL, process.pid, '--all-tasks')
}

function allow(cores: string, pid: number, ...which: string[]): void {
  spawnSync('taskset', [...which, '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' })
}
