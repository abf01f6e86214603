import type { BellhookEvent } from '../event-types.ts'
import { ReceiveError } from './receive-error.ts'
import { receiveBatch } from './receive-events.ts'
import type { Message, ReceiveOptions } from './verify.ts'

/** Handles one event. The gateway sends the event again if it throws. */
export type ReceiveHandler = (event: BellhookEvent) => unknown

export interface Answer {
  status: number
  /** JSON. */
  body: string
}

/** Bytes of one delivery. */
export const MOST_BYTES = 32 * 1024 * 1024

export const TOO_LARGE: Answer = answerOf(413, 'the delivery is larger than 32 MiB')

/** Verifies a delivery, calls the handler for each of its events in their order, and says what to answer. */
export async function answer(message: Message, options: ReceiveOptions, handler: ReceiveHandler): Promise<Answer> {
  try {
    for (const event of await receiveBatch(message, options)) await handler(event)
    return { status: 200, body: '{}' }
  } catch (error) {
    if (error instanceof ReceiveError) return answerOf(401, error.message)
    return failed(error)
  }
}

/** The answer tells the sender nothing about the failure, so it is logged. */
export function failed(error: unknown): Answer {
  console.error('bellhook/receive: a delivery was not handled.', error)
  return answerOf(500, 'the delivery was not handled')
}

function answerOf(status: number, error: string): Answer {
  return { status, body: JSON.stringify({ error }) }
}
