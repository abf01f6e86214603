import { randomUUID } from 'node:crypto'

/** Short messages to the other gateways on the same database. Nothing may depend on one: a pooler drops them all. */
export interface Signals {
  /** Id of this gateway, until it ends. */
  me: string
  send(topic: string, value: object): void
  /** `value` comes from the database: whoever may notify there can send anything. */
  on(topic: string, handler: (value: unknown, from: string) => void): void
  /** A text that a gateway has sent, this one included. */
  receive(text: string): void
}

export function createSignals(transport: { signal(text: string): void }): Signals {
  const me = randomUUID()
  const handlers = new Map<string, (value: unknown, from: string) => void>()

  return {
    me,
    send: (topic, value) => transport.signal(JSON.stringify({ from: me, topic, value })),
    on: (topic, handler) => void handlers.set(topic, handler),
    receive(text) {
      const { from, topic, value } = parsed(text)
      if (typeof from === 'string' && typeof topic === 'string' && from !== me) handlers.get(topic)?.(value, from)
    }
  }
}

function parsed(text: string): { from?: unknown; topic?: unknown; value?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    // Another program uses the channel.
    return {}
  }
}
