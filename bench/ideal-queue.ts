import type { Bucket } from '../src/contract/api-request.ts'

/** What takes time in a queue of reads whatever the machine: the window in which ids gather, the budget, and the vendor's answers. */
export interface IdealQueue {
  windowMs: number
  /** Ids of one batch, and calls that read it, one after the other. */
  batch: number
  calls: number
  latencyMs: number
  concurrency: number
  buckets: readonly Bucket[]
}

/** When each record is read if nothing else takes time: milliseconds, for arrivals in order. */
export function idealTimes(arrivals: readonly number[], queue: IdealQueue): number[] {
  const { windowMs, batch, calls, latencyMs, concurrency } = queue
  const take = bucketsOf(queue.buckets)
  const freeAt = new Array<number>(concurrency).fill(0)
  const done: number[] = []
  let last = 0
  while (done.length < arrivals.length) {
    const worker = freeAt.indexOf(Math.min(...freeAt))
    const first = arrivals[done.length] ?? 0
    const start = Math.max(freeAt[worker] ?? 0, first + windowMs, last)
    const waiting = arrivals.slice(done.length, done.length + batch).filter((arrival) => arrival <= start)
    last = take(start, calls)
    const end = last + calls * latencyMs
    freeAt[worker] = end
    for (const _ of waiting) done.push(end)
  }
  return done
}

/** Takes tokens from full buckets. Returns when all of them are there, for moments in order. */
function bucketsOf(buckets: readonly Bucket[]): (at: number, count: number) => number {
  const states = buckets.map(({ capacity, perSecond }) => ({ capacity, perSecond, tokens: capacity, at: 0 }))

  return (at, count) => {
    let when = at
    for (const state of states) {
      state.tokens = Math.min(state.capacity, state.tokens + ((at - state.at) / 1_000) * state.perSecond)
      state.at = at
      const missing = Math.max(0, count - state.tokens)
      when = Math.max(when, at + (missing / state.perSecond) * 1_000)
    }
    for (const state of states) {
      state.tokens = Math.min(state.capacity, state.tokens + ((when - at) / 1_000) * state.perSecond) - count
      state.at = when
    }
    return when
  }
}
