import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** The time, the machine, and the build of a measurement. */
export function machine() {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    cpu: cpus()[0]?.model,
    cpus: cpus().length,
    node: process.version
  }
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
