import { errors } from '../contract/errors.ts'

/** A share of a budget. */
export interface Lease {
  /** Keeps so many units, and returns the rest to the budget. */
  shrink(units: number): void
  /** Returns the rest to the budget. Calling it again does nothing. */
  release(): void
}

export interface Budget {
  /**
   * Resolves once the units are free, first come, first served. More than the whole budget counts as the whole. Rejects with
   * OVERLOADED after `waitMs`, or when the signal is aborted.
   */
  take(units: number, options?: { waitMs?: number; signal?: AbortSignal }): Promise<Lease>
  /** True: a caller waits for a share. */
  isPressed(): boolean
}

interface Waiting {
  share: number
  admit(): void
}

/** Divides a total, of bytes or other units, among callers. */
export function createBudget(total: number): Budget {
  const waiting = new Set<Waiting>()
  let used = 0

  function lease(share: number): Lease {
    let size = share
    used += size
    function shrink(units: number): void {
      if (units >= size) return
      used -= size - units
      size = units
      admit()
    }
    return { shrink, release: () => shrink(0) }
  }

  function admit(): void {
    for (const next of waiting) {
      if (used + next.share > total) return
      waiting.delete(next)
      next.admit()
    }
  }

  return {
    isPressed: () => waiting.size > 0,
    take(units, { waitMs = Number.POSITIVE_INFINITY, signal } = {}) {
      const share = Number.isFinite(total) ? Math.min(units, total) : 0
      if (signal?.aborted) return Promise.reject(new errors.OVERLOADED())
      if (waiting.size === 0 && used + share <= total) return Promise.resolve(lease(share))
      return new Promise((resolve, reject) => {
        const timer = Number.isFinite(waitMs) ? setTimeout(giveUp, waitMs) : undefined
        const next = { share, admit: () => settle(() => resolve(lease(share))) }
        signal?.addEventListener('abort', giveUp)
        waiting.add(next)

        function giveUp(): void {
          waiting.delete(next)
          settle(() => reject(new errors.OVERLOADED()))
          // A large share may have kept smaller ones waiting.
          admit()
        }
        function settle(how: () => void): void {
          clearTimeout(timer)
          signal?.removeEventListener('abort', giveUp)
          how()
        }
      })
    }
  }
}
