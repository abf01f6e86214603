import { APART, TOGETHER } from './addresses.ts'
import type { Attack } from './attack.ts'
import { BOUNDS } from './bounds.ts'
import { attacks } from './registry.ts'
import type { StageOptions } from './stage.ts'
import type { Condition } from './violations.ts'

/** An attack on the gateway as shipped, or on its control. */
export interface Case {
  name: string
  what: string
  isControl: boolean
  /** For a control: conditions of which at least one must be violated. */
  expected: readonly Condition[]
  options: Pick<StageOptions, 'attacks' | 'asControl' | 'addresses' | 'bounds'>
}

/** Twice the bounds, so that a busy machine does not pass for a missing defense. */
const BY_FAR = { ...BOUNDS, healthMs: 2 * BOUNDS.healthMs, ackMs: 2 * BOUNDS.ackMs }

export const cases: readonly Case[] = attacks.flatMap(casesOf)

function casesOf(attack: Attack): Case[] {
  const { name, what, control, alsoFromOneAddress = false } = attack
  const plain = { name, what, isControl: false, expected: [], options: { attacks: [attack], addresses: APART } }
  const together: Case = {
    name: `${name}/one-address`,
    what: `${what}; the ordinary senders share the attacker's address`,
    isControl: false,
    expected: [],
    options: { attacks: [attack], addresses: TOGETHER }
  }
  const opposite: Case = {
    name: `${name}/control`,
    what: `control: without ${control.without}`,
    isControl: true,
    expected: control.violates,
    options: { attacks: [attack], asControl: true, addresses: APART, bounds: BY_FAR }
  }
  return [plain, ...(alsoFromOneAddress ? [together] : []), opposite]
}

/** Returns all cases of `tiny-chunks`, or the one case `tiny-chunks/control`; undefined if there is none. */
export function casesNamed(name: string): readonly Case[] | undefined {
  const found = cases.filter((one) => one.name === name || one.name.startsWith(`${name}/`))
  return found.length > 0 ? found : undefined
}
