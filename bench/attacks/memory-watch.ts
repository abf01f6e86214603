import { readFileSync } from 'node:fs'

export interface MemoryWatch {
  /** Highest resident memory of the process so far, MB. */
  worst(): number
  stop(): void
}

const EVERY_MS = 100

/** Reads the kernel's high-water mark, so that no peak between two looks is missed. */
export function watchMemory(pid: number): MemoryWatch {
  let highest = 0
  function look(): void {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      highest = Math.max(highest, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024)
    } catch {
      // The process has ended; what was seen before stays.
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
