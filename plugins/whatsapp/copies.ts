import type { JsonObject } from '../../schemas/reading.ts'
import { type Reads, readEach } from './each.ts'
import { readError } from './errors.ts'
import { type Role, readMessage } from './message.ts'
import { type Scope, scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { shared, text, type Values, values, valuesIn, word } from './values.ts'

// Copies of messages that are no news from a guest. Whoever took one for a received message would answer the
// receptionist, or greet a guest of last winter: each has an event type of its own, and never `message.received`.

const ECHO: Role = { event: 'message.echoed', key: 'echo', outbound: true }

/**
 * Messages that staff or another program sent from the hotel's number. Some senders call the list `messages`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
 */
export function readEchoes(value: Values, path: string, accountId: string | null): Reads {
  const scope = scopeOf(accountId, value)
  return ['message_echoes', 'messages'].map((list) =>
    readEach(value, list, path, (item, at) => readMessage(item, at, scope, ECHO))
  )
}

/**
 * Up to 180 days of old messages, when a number of the WhatsApp Business app is connected: chunks in any order, and
 * the media of them later, with the same ids.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
 */
export function readHistory(value: Values, path: string, accountId: string | null): Reads {
  const scope = scopeOf(accountId, value)
  return [
    readEach(value, 'history', path, (chunk, at) => readChunk(values(chunk), at, scope)),
    readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope, imported(false, 'media'))),
    readEach(value, 'message_echoes', path, (item, at) => readMessage(item, at, scope, imported(true, 'media'))),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'history', scope))
  ]
}

function imported(outbound: boolean, part: string): Role {
  return { event: 'message.imported', key: `history ${part}`, outbound }
}

interface Sync extends JsonObject {
  phase: number | undefined
  progress: number | undefined
}

function readChunk(chunk: Values, path: string, scope: Scope): Reads {
  const { phase, progress } = values(chunk['metadata'])
  const sync = { phase: whole(phase), progress: whole(progress) }
  return [
    readEach(chunk, 'threads', path, (thread, at) => readThread(values(thread), at, scope, sync)),
    readEach(chunk, 'errors', path, (item, at) => readError(item, at, 'history', scope))
  ]
}

/** A thread is named after its guest, who may write by a user id alone; a recipient is told of the hotel's messages. */
function readThread(thread: Values, path: string, scope: Scope, sync: Sync): Reads {
  const { id } = thread
  const guest = typeof id === 'string' ? shared(id) : id
  const number = digits(guest)
  return readEach(thread, 'messages', path, (item, at) => {
    const message = values(item)
    const { from, from_user_id, to, to_user_id, history_context } = message
    const history = { ...sync, status: text(values(history_context)['status']) }
    const hasRecipient = (text(to) ?? text(to_user_id)) !== undefined
    const isOurs = hasRecipient || (!text(from_user_id) && digits(from) !== number)
    const told = isOurs && !hasRecipient ? { ...message, to: guest } : item
    return readMessage(told, at, scope, imported(isOurs, 'text'), { history })
  })
}

const OBSERVED: Role = { event: 'message.observed', key: 'standby', outbound: false }

/**
 * What passes while another agent has the conversation. A status is the same fact wherever it comes.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby
 */
export function readStandby(value: Values, path: string, accountId: string | null): Reads {
  const standby = values(value['standby'])
  const inside = `${path}/standby`
  const scope = scopeOf(accountId, { metadata: value['metadata'], contacts: standby['contacts'] })
  return [
    readEach(standby, 'messages', inside, (item, at) => readMessage(item, at, scope, OBSERVED)),
    readEach(standby, 'message_echoes', inside, (item, at) =>
      readMessage(unwrapped(item), at, scope, { ...OBSERVED, outbound: true })
    ),
    readEach(standby, 'statuses', inside, (item, at) => readStatus(item, at, scope))
  ]
}

/** Here an echo has the request that sent it, one level down. */
function unwrapped(item: unknown): unknown {
  const [request] = valuesIn([values(item)['message']])
  return request === undefined ? item : { ...request, ...values(item) }
}

function whole(value: unknown): number | undefined {
  return Number.isInteger(value) ? Number(value) : undefined
}

function digits(value: unknown): string {
  return (word(value) ?? '').replace(/\D/g, '')
}
