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
  const { status: _status, ...report } = reported
  const statuses = new Map(Object.entries(isObject(state['statuses']) ? state['statuses'] : {}))
  const known = statuses.get(name)
  statuses.set(name, isObject(known) && byWorth(known, report) <= 0 ? known : report)
  const status = [...statuses.keys()].sort(byRank).at(-1) ?? name
  const current = statuses.get(status)
  return { ...(isObject(current) ? current : {}), status, statuses: Object.fromEntries(statuses) }
}

/**
 * Which of two reports of the same status is kept: the earlier, then one that names an error, then whichever sorts
 * first. Any rule would do that looks at the reports alone, and not at which of them came first.
 */
function byWorth(one: JsonObject, other: JsonObject): number {
  const rank = (report: JsonObject) => [
    String(report['time'] ?? '~'),
    report['errorCode'] == null ? '1' : '0',
    JSON.stringify(Object.fromEntries(Object.entries(report).sort(([a], [b]) => (a < b ? -1 : 1))))
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
