import { readFileSync } from 'node:fs'

/** Of Linux: nanoseconds that the main thread has spent on a processor. */
const SCHEDULED = `/proc/self/task/${process.pid}/schedstat`

/**
 * Processor time in milliseconds, which depends less on other programs than elapsed time. It is the time of the main thread, or, if the
 * system cannot measure that, of the whole process with its garbage collection.
 */
function cpuTime(): number {
  try {
    return Number(readFileSync(SCHEDULED, 'utf8').split(' ', 1)[0]) / 1_000_000
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  }
}

/** Measures the processor time of some work, in milliseconds. */
async function measure(work: () => Promise<unknown>): Promise<number> {
  const began = cpuTime()
  await work()
  return cpuTime() - began
}

/**
 * How many times longer four times as much takes: 4 where the work is linear, 16 where it is quadratic. It is the smallest of three
 * ratios, because a busy machine, compiling, and collecting garbage make some of them larger. The first ratio that is small enough
 * ends the measurement.
 */
export async function growth(amount: number, work: (amount: number) => Promise<unknown>): Promise<number> {
  await measure(() => work(amount))
  let smallest = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 3 && smallest >= MOST_GROWTH; attempt++) {
    const small = await measure(() => work(amount))
    const large = await measure(() => work(amount * 4))
    smallest = Math.min(smallest, large / Math.max(small, 1))
  }
  return smallest
}

/** Between linear and quadratic, with room for what collecting garbage adds. */
export const MOST_GROWTH = 9
