import type { BellhookEvent } from '../event-types.ts'
import { ReceiveError } from './receive-error.ts'
import { type Message, type ReceiveOptions, verify } from './verify.ts'

/** Verifies a delivery of one event, and returns the event. Rejects with ReceiveError what is not genuine, or too old. */
export async function receive(message: Message, options: ReceiveOptions): Promise<BellhookEvent> {
  const value = parse(await verify(message, options))
  if (Array.isArray(value)) throw new ReceiveError('the delivery is a batch: use receiveBatch')
  return eventOf(value)
}

/** Verifies a delivery of one or several events, and returns them in their order. Rejects with ReceiveError like `receive`. */
export async function receiveBatch(message: Message, options: ReceiveOptions): Promise<BellhookEvent[]> {
  const value = parse(await verify(message, options))
  return (Array.isArray(value) ? value : [value]).map(eventOf)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ReceiveError('the body is no JSON')
  }
}

function eventOf(value: unknown): BellhookEvent {
  const { id, type } = Object(value)
  if (typeof id !== 'string' || typeof type !== 'string') throw new ReceiveError('the body is no event')
  // It is signed, and the gateway signs events only.
  return value as BellhookEvent
}
