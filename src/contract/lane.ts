import { hash } from 'node:crypto'
import { asObject } from '../../schemas/json-object.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'

/** What decides the lane of an event. */
interface LaneSubject {
  type: string
  channel: string
  source: string
  property: string | null | undefined
  /** `<kind>/<id>`. */
  subject: string
  data: JsonObject
}

/**
 * Lane of an event: events of one lane are delivered in order. One guest or group on one channel and account is a lane, so is one
 * reservation with its check-in and check-out, and otherwise one subject. The first 8 bytes of SHA-256, as a signed decimal number.
 */
export function laneOf(event: LaneSubject): string {
  const { source, property = null, subject } = event
  return laneOfKey(conversationKey(event) ?? stayKey(event) ?? [source, property, subject])
}

/** The lane where a hotel is one lane. */
export function propertyLane({ source, property }: Pick<LaneSubject, 'source' | 'property'>): string {
  return laneOfKey(['property', source, property ?? null])
}

function laneOfKey(key: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(key), 'buffer').readBigInt64BE(0).toString()
}

/** Messages, statuses, and calls: the account, and the guest or the group. */
function conversationKey({ channel, data }: LaneSubject): (string | null)[] | undefined {
  const message = asObject(data['message']) ?? asObject(data['status']) ?? asObject(data['call'])
  if (message === undefined) return undefined
  const account = textOf(message['phoneNumberId']) ?? textOf(message['accountId'])
  const group = textOf(message['groupId'])
  if (group !== undefined) return [channel, account ?? null, 'group', group]
  const guest = guestOf(message)
  return guest === undefined ? undefined : [channel, account ?? null, 'guest', guest]
}

/** Sender of what is inbound, recipient of everything else. */
function guestOf(message: JsonObject): string | undefined {
  const isInbound = message['direction'] === 'inbound' || message['direction'] === 'USER_INITIATED'
  const [sender, recipient] = [message['sender'] ?? message['from'], message['recipient'] ?? message['to']]
  return isInbound ? (idOf(sender) ?? idOf(recipient)) : (idOf(recipient) ?? idOf(sender))
}

function idOf(person: Json | undefined): string | undefined {
  const known = asObject(person)
  if (known === undefined) return textOf(person)
  // One guest has one spelling, whether a channel names the WhatsApp id or the number.
  return textOf(known['waId']) ?? textOf(known['phone'])?.replace(/^\+/, '') ?? textOf(known['userId'])
}

function stayKey({ type, source, property = null, subject, data }: LaneSubject): (string | null)[] | undefined {
  if (!type.startsWith('guest.checked_')) return undefined
  const id = textOf(asObject(data['reservation'])?.['externalId'])
  return id === undefined || subject.startsWith('reservation/') ? undefined : [source, property, `reservation/${id}`]
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
