import { APART, TOGETHER } from './addresses.ts'
import type { Attack } from './attack.ts'
import { BOUNDS } from './bounds.ts'
import { attacks } from './registry.ts'
import type { StageOptions } from './stage.ts'
import type { Condition } from './violations.ts'

/** An attack on the gateway as it is shipped, or on one without the defense. */
export interface Case {
  name: string
  what: string
  isControl: boolean
  /** Of a control: at least one of these has to be violated. */
  expected: readonly Condition[]
  options: Pick<StageOptions, 'attacks' | 'asControl' | 'addresses' | 'bounds'>
}

/** A control has to violate a bound by far, so that a busy machine does not pass for a missing defense. */
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

/** `tiny-chunks` names all cases of the attack, `tiny-chunks/control` one. Undefined: there is no such case. */
export function casesNamed(name: string): readonly Case[] | undefined {
  const found = cases.filter((one) => one.name === name || one.name.startsWith(`${name}/`))
  return found.length > 0 ? found : undefined
}
