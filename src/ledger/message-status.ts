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

/** Current state of a message: every status that was reported, and the one that is true. */
export function withStatus(state: JsonObject, reported: JsonObject): JsonObject {
  const name = String(reported['status'])
  const known = isObject(state['statuses']) ? state['statuses'] : {}
  const statuses = { ...known, [name]: earlier(known[name], reported) }
  const status = Object.keys(statuses).sort(byRank).at(-1) ?? name
  const current = statuses[status]
  return { ...(isObject(current) ? current : {}), status, statuses }
}

/** The same status twice is the same fact; keeping the earlier of two times makes the result independent of order. */
function earlier(known: JsonObject[string], reported: JsonObject): JsonObject {
  const { status: _status, ...rest } = reported
  if (!isObject(known)) return rest
  return String(known['time'] ?? '~') <= String(rest['time'] ?? '~') ? known : rest
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
