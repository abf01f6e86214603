import type { ChildProcess } from 'node:child_process'

export function ended({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
