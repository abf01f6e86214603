/** Bounds the work of one turn of the event loop. */
interface TurnBudget {
  /** Undefined: the work may be done now. Otherwise resolves in the turn in which it may be done, first come, first served. */
  take(units: number): Promise<void> | undefined
}

interface Waiting {
  units: number
  admit(): void
}

/**
 * Spreads work over turns of the event loop: in one turn, requests of hundreds of connections can arrive, and all of
 * their handlers run before anything else.
 */
export function createTurnBudget(unitsPerTurn: number): TurnBudget {
  const waiting: Waiting[] = []
  let used = 0

  return {
    take(units) {
      if (used >= unitsPerTurn) return new Promise((resolve) => waiting.push({ units, admit: resolve }))
      use(units)
      return undefined
    }
  }

  function use(units: number): void {
    if (used === 0) setImmediate(beginTurn)
    used += units
  }

  function beginTurn(): void {
    used = 0
    let admitted = 0
    while (used < unitsPerTurn && admitted < waiting.length) {
      const next = waiting[admitted++]
      if (next === undefined) break
      use(next.units)
      next.admit()
    }
    waiting.splice(0, admitted)
  }
}
