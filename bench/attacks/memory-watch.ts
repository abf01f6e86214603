import { readFileSync } from 'node:fs'

export interface MemoryWatch {
  /** Highest resident memory of the process so far, in MB. */
  worst(): number
  stop(): void
}

const EVERY_MS = 100

/** Reads the high-water mark of the kernel, which includes peaks between two reads. */
export function watchMemory(pid: number): MemoryWatch {
  let highest = 0
  function look(): void {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      highest = Math.max(highest, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024)
    } catch {
      // The process has ended. The highest figure so far remains.
    }
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    worst: () => highest,
    stop() {
      look()
      clearInterval(timer)
    }
  }
}
