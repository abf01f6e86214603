import { createDrop, createHold } from '../hydration/hold.ts'
import type { Vendor } from '../hydration/vendors.ts'
import { createInterpreter, type Interpreter } from '../ingest/interpreter.ts'

type Interpreted = ReturnType<Interpreter['interpret']>
type Rule = ReturnType<typeof createHold>

/** Interpreters of stored deliveries. They differ in what becomes of thin events of connected vendors. */
export function createInterpreters(vendors: readonly Vendor[], options: Parameters<typeof createInterpreter>[0]) {
  const plain = createInterpreter(options)
  const hold = createHold(vendors)
  const drop = createDrop(vendors)
  const withRule = (rule: Rule): Interpreter => ({
    interpret: (delivery) => afterwards(plain.interpret(delivery), rule)
  })
  return {
    /** For a webhook that was interpreted: its thin events wait for their records. */
    hold,
    plain,
    holding: withRule(hold),
    dropping: withRule(drop)
  }
}

/** Applies a rule to what was interpreted, at once where it is there. */
function afterwards(interpreted: Interpreted, rule: Rule): Interpreted {
  if (interpreted === undefined) return undefined
  return interpreted instanceof Promise ? interpreted.then(rule) : rule(interpreted)
}
