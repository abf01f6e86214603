import type { Effort } from './stage.ts'

/** A scenario with a setting of its own, in place of `stage.ts`. */
export interface OwnScenario {
  name: string
  cycles: number
  seconds: number
  play(effort: Effort): Promise<Played>
  /** What the result says if nothing failed. */
  usual: 'holds' | 'caught'
}

export interface Played {
  acked: number
  lost: number
  duplicated: number
  /** What did not hold. Of a control: that nothing failed. */
  failures: readonly string[]
}
