import { readFileSync } from 'node:fs'

/** Of Linux: nanoseconds that the main thread has spent on a processor. */
const SCHEDULED = `/proc/self/task/${process.pid}/schedstat`

/**
 * Processor time in milliseconds. Unlike the time on a clock it says little of what else the machine does. Of the main thread, or
 * of the whole process, collecting garbage included, where the system does not tell them apart.
 */
function cpuTime(): number {
  try {
    return Number(readFileSync(SCHEDULED, 'utf8').split(' ', 1)[0]) / 1_000_000
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  }
}

export interface Work {
  /** Processor time of all of it. */
  total: number
  /** Processor time of the longest turn of the event loop. */
  longestTurn: number
}

/** Measures what some work takes. */
export async function measure(work: () => Promise<unknown>): Promise<Work> {
  let isOver = false
  let last = cpuTime()
  let longestTurn = 0
  const turn = () => {
    const now = cpuTime()
    longestTurn = Math.max(longestTurn, now - last)
    last = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const began = cpuTime()
  await work()
  const total = cpuTime() - began
  isOver = true
  await new Promise((resolve) => setImmediate(resolve))
  return { total, longestTurn }
}

/**
 * How many times longer four times as much takes: 4 where the work is linear, 16 where it is quadratic. The smaller amount is
 * measured twice, because the first time pays for compiling.
 */
export async function growth(amount: number, work: (amount: number) => Promise<unknown>): Promise<number> {
  await measure(() => work(amount))
  const small = await measure(() => work(amount))
  const large = await measure(() => work(amount * 4))
  return large.total / Math.max(small.total, 1)
}

/** Between linear and quadratic, with room for what collecting garbage adds. */
export const MOST_GROWTH = 9
