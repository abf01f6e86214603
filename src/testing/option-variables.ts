import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { variableOfOption } from '../../plugins/pms/options.ts'

/** The options of an adapter that accept a value, with that value, by variable. */
export function optionVariables({ name, options = {} }: PmsAdapter, value: string): Record<string, string> {
  const accepting = Object.entries(options).filter(([, option]) => option.accepts(value))
  return Object.fromEntries(accepting.map(([option]) => [variableOfOption(name, option), value]))
}
