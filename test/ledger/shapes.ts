import type { Fact, Json, Reading, State } from '../../schemas/reading.ts'

let made = 0
/** An id that no other test has. */
export function freshId(): string {
  return `shape-${process.pid}-${made++}`
}

/** A status of WhatsApp. */
export function status(id: string, word: string, participant?: string): Fact {
  const waId = participant ?? null
  return {
    type: 'message.status_changed',
    source: 'whatsapp',
    kind: 'message',
    id,
    time: '2026-01-01T00:00:00.000Z',
    key: ['status', id, word, ...(participant === undefined ? [] : [participant])],
    data: {
      status: {
        channel: 'whatsapp',
        externalId: id,
        status: word,
        time: '2026-01-01T00:00:00.000Z',
        to: '49',
        recipient: { phone: null, waId: '49', userId: null },
        participant: participant === undefined ? undefined : { phone: null, waId, userId: null },
        errorCode: null
      }
    }
  }
}

export function message(id: string, text = 'hello'): Fact {
  const data = { message: { channel: 'whatsapp', externalId: id, text, from: '49', to: '50', media: [] } }
  return { type: 'message.received', source: 'whatsapp', kind: 'message', id, key: ['message', id], data }
}

/** How a guest is. */
export function guest(id: string, fields: { [name: string]: Json }): State {
  return { source: 'test', kind: 'guest', id, data: { guest: { externalId: id, ...fields } } }
}

/** `levels` objects in each other, the innermost with many fields. */
export function nested(fields: number, levels: number, value: Json): Json {
  let inner: Json = wide(fields, value)
  for (let level = 0; level < levels; level++) inner = { inner }
  return inner
}

export function wide(fields: number, value: Json): { [name: string]: Json } {
  return Object.fromEntries(Array.from({ length: fields }, (_, at) => [`field${at}`, value]))
}

export function many<Item extends Reading>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: count }, (_, at) => make(at))
}
