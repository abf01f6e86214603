/** Bounds the work of one turn of the event loop. */
interface TurnBudget {
  /** Undefined: the work may be done now. Otherwise resolves in the turn in which it may be done, first come, first served. */
  take(units: number): Promise<void> | undefined
  /** What waits for this turn is not done any more. It is not kept, and takes nothing of the budget. */
  forget(turn: Promise<void>): void
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
  const waiting = new Map<Promise<void>, Waiting>()
  let used = 0

  return {
    take(units) {
      if (used >= unitsPerTurn) return wait(units)
      use(units)
      return undefined
    },
    forget: (turn) => void waiting.delete(turn)
  }

  function wait(units: number): Promise<void> {
    let admit = () => {}
    const turn = new Promise<void>((resolve) => {
      admit = resolve
    })
    waiting.set(turn, { units, admit })
    return turn
  }

  function use(units: number): void {
    if (used === 0) setImmediate(beginTurn)
    used += units
  }

  function beginTurn(): void {
    used = 0
    for (const [turn, { units, admit }] of waiting) {
      if (used >= unitsPerTurn) return
      waiting.delete(turn)
      use(units)
      admit()
    }
  }
}
