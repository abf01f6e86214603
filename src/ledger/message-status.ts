import { canonical } from '../../schemas/canonical.ts'
import type { JsonObject } from '../../schemas/reading.ts'

/**
 * The one rule for the status of an outgoing message: of all statuses that were ever reported, the one furthest down
 * this list is true. It does not depend on the order of arrival, so a late `sent` undoes neither `read` nor `failed`;
 * a receipt outranks a failure, because it proves that the message got there.
 */
export const STATUS_ORDER: readonly string[] = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'canceled',
  'failed',
  'undelivered',
  'partially_delivered',
  'delivered',
  'read',
  'played',
  'deleted'
]

/**
 * Current state of a message: every status that was reported, and the one that is true. In a group each participant
 * has a state like this one, and the message itself has got as far as the furthest of them.
 */
export function withStatus(state: JsonObject, reported: JsonObject): JsonObject {
  const { participant, ...report } = reported
  const id = asObject(participant)['userId'] ?? asObject(participant)['waId']
  if (typeof id !== 'string') return withReport(state, report)
  const participants = new Map(Object.entries(asObject(state['participants'])))
  participants.set(id, withReport(asObject(participants.get(id)), report))
  return withReport({ ...state, participants: Object.fromEntries(participants) }, report)
}

function withReport({ statuses: before, participants }: JsonObject, { status: reported, ...report }: JsonObject) {
  const name = String(reported)
  const statuses = new Map(Object.entries(asObject(before)))
  const known = statuses.get(name)
  statuses.set(name, isObject(known) && byWorth(known, report) <= 0 ? known : report)
  const status = [...statuses.keys()].sort(byRank).at(-1) ?? name
  const state = { ...asObject(statuses.get(status)), status, statuses: Object.fromEntries(statuses) }
  return participants === undefined ? state : { ...state, participants }
}

/**
 * Which of two reports of the same status is kept: one that names an error, then the earlier, then whichever sorts
 * first. Any rule would do that looks at the reports alone, and not at which of them came first.
 */
function byWorth(one: JsonObject, other: JsonObject): number {
  const rank = (report: JsonObject) => [
    report['errorCode'] == null ? '1' : '0',
    String(report['time'] ?? '~'),
    canonical(report)
  ]
  const [left, right] = [rank(one), rank(other)]
  const at = left.findIndex((part, place) => part !== right[place])
  return at === -1 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1
}

function byRank(one: string, other: string): number {
  return rank(one) - rank(other) || (one < other ? -1 : 1)
}

/** A status nobody knows yet ranks below all others: it is kept, and is true only while there is nothing else. */
function rank(status: string): number {
  return STATUS_ORDER.indexOf(status)
}

function isObject(value: JsonObject[string]): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asObject(value: JsonObject[string]): JsonObject {
  return isObject(value) ? value : {}
}
