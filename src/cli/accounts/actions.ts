import { type Call, type Command, UsageError } from '../command.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient } from '../gateway-client.ts'

/** One action of a command, like `add` of `bellhook hotels`. */
export interface Action {
  /** Its arguments: `SLUG KIND`. */
  words: string
  run(gateway: GatewayClient, call: Call, words: readonly string[]): Promise<void>
}

/** A command whose first argument says what to do. */
export function commandOf(
  { name, options = {}, details = [], examples }: Omit<Command, 'words' | 'run'>,
  actions: Readonly<Record<string, Action>>
): Command {
  const most = Math.max(...Object.values(actions).map(({ words }) => wordsOf(words).length))
  const usage = Object.entries(actions).map(([action, { words }]) => `${action} ${words}`.trim())
  return {
    name,
    words: ['ACTION', ...['[A]', '[B]', '[C]'].slice(0, most)],
    options: { ...options, ...GATEWAY_OPTIONS },
    details: [`ACTION is ${usage.join(', or ')}.`, ...details],
    examples,
    async run(call) {
      const [chosen = '', ...words] = call.words
      const action = Object.hasOwn(actions, chosen) ? actions[chosen] : undefined
      if (action === undefined)
        throw new UsageError(`${name} has no action "${chosen}": use ${Object.keys(actions).join(', ')}`)
      const wanted = wordsOf(action.words)
      if (words.length !== wanted.length) {
        throw new UsageError(`${name} ${chosen} takes ${wanted.length === 0 ? 'no argument' : wanted.join(' ')}`)
      }
      await action.run(gatewayClient(call), call, words)
    }
  }
}

/** The value of an option that must be given. */
export function required({ text }: Pick<Call, 'text'>, option: string): string {
  const value = text(option)
  if (value === undefined) throw new UsageError(`--${option} is missing`)
  return value
}

/** A comma list of an option. Undefined: it was not given. */
export function listOf({ text }: Pick<Call, 'text'>, option: string): readonly string[] | undefined {
  return text(option)
    ?.split(',')
    .map((item) => item.trim())
}

export function encoded(parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/')
}

function wordsOf(words: string): readonly string[] {
  return words.split(' ').filter((word) => word !== '')
}
