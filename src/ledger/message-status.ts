import { canonical } from '../../schemas/canonical.ts'
import { asObject } from '../../schemas/json-object.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { fitData } from './fit-data.ts'
import { omittedOf } from './omitted.ts'
import { runNow } from './pacer.ts'

/**
 * The status of an outgoing message is the last one of this list that was ever reported. It does not depend on the order of arrival, so
 * a late `sent` undoes neither `read` nor `failed`. A receipt outranks a failure, because it proves that the message arrived.
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

/** A status that is not in the list is stored, and ranks below all others. */
const RANKS: ReadonlyMap<string, number> = new Map(STATUS_ORDER.map((status, at) => [status, at]))

// Bounds on the state of one message. All but the last depend only on the reports, and not on their order.
/** Of the statuses that are not in the list, those that sort first are kept. */
const MOST_UNKNOWN_STATUSES = 16
const LONGEST_STATUS = 64
const LARGEST_REPORT = 4 * 1024
/** As many participants as fit are kept, those that sort first. WhatsApp groups of businesses have eight. */
const PARTICIPANTS_BYTES = 96 * 1024

/** The statuses of one message, or of one participant of a group, while a batch is drafted. */
export interface MessageStatuses {
  add(reported: JsonObject): void
  state(): JsonObject
}

/**
 * The current state of a message: every reported status, and the one with the highest rank. In a group, each participant has a state
 * like this, and the status of the message is the highest of them.
 */
export function messageStatuses(stored: JsonObject): MessageStatuses {
  const own = reportsOf(stored)
  const participants = new Map<string, Reports>()
  for (const [id, state] of Object.entries(asObject(stored['participants']) ?? {})) {
    participants.set(id, reportsOf(asObject(state) ?? {}))
  }
  let isOmitted = hasOmitted(stored, '/participants')

  return {
    add({ participant, ...report }) {
      const { userId, waId } = asObject(participant) ?? {}
      const id = userId ?? waId
      own.add(report)
      if (typeof id !== 'string') return
      const reports = participants.get(id) ?? reportsOf({})
      participants.set(id, reports)
      reports.add(report)
    },
    state() {
      isOmitted = dropLast(participants) || isOmitted
      const states = [...participants].map(([id, reports]) => [id, reports.state()])
      const paths = [...(isOmitted ? ['/participants'] : []), ...(own.isOmitted() ? ['/statuses'] : [])]
      return {
        ...own.state(),
        ...(states.length > 0 && { participants: Object.fromEntries(states) }),
        // Not measured, because the same reports must lead to the same state, in any order and number.
        ...(paths.length > 0 && { omitted: paths.map((path) => ({ path, bytes: 0 })) })
      }
    }
  }
}

/** The state after one more report. */
export function withStatus(state: JsonObject, reported: JsonObject): JsonObject {
  const statuses = messageStatuses(state)
  statuses.add(reported)
  return statuses.state()
}

function hasOmitted(state: JsonObject, path: string): boolean {
  return omittedOf(state).some((one) => one.path === path)
}

/** Removes the participants that sort last until the others fit. True: some were removed. */
function dropLast(participants: Map<string, Reports>): boolean {
  const sizes = new Map([...participants].map(([id, reports]) => [id, reports.bytes() + id.length * 3]))
  let excess = [...sizes.values()].reduce((sum, size) => sum + size, 0) - PARTICIPANTS_BYTES
  if (excess <= 0) return false
  for (const id of [...sizes.keys()].sort().reverse()) {
    if (excess <= 0) break
    participants.delete(id)
    excess -= sizes.get(id) ?? 0
  }
  return true
}

interface Reports {
  add(report: JsonObject): void
  state(): JsonObject
  /** At least the size of `state()` as JSON. */
  bytes(): number
  /** True: more statuses were reported than are kept. */
  isOmitted(): boolean
}

function reportsOf(stored: JsonObject): Reports {
  const reports = new Map<string, Report>()
  const unknown = new Set<string>()
  let current: string | undefined
  let isOmitted = hasOmitted(stored, '/statuses')
  for (const [status, report] of Object.entries(asObject(stored['statuses']) ?? {})) {
    keep(status, reportOf(asObject(report) ?? {}))
  }

  function keep(status: string, report: Report): void {
    if (!RANKS.has(status) && !hasPlace(status)) return
    reports.set(status, report)
    if (current === undefined || !reports.has(current) || isBelow(current, status)) current = status
  }

  /** Makes room for a status that is not in the list. False: enough statuses are kept that sort before it. */
  function hasPlace(status: string): boolean {
    unknown.add(status)
    if (unknown.size <= MOST_UNKNOWN_STATUSES) return true
    const last = [...unknown].sort().at(-1) ?? status
    isOmitted = true
    unknown.delete(last)
    reports.delete(last)
    if (last === current) current = [...reports.keys()].sort(byRank).at(-1)
    return last !== status
  }

  function state(): JsonObject {
    const statuses = Object.fromEntries([...reports].map(([status, { content }]) => [status, content]))
    return { ...reports.get(current ?? '')?.content, status: current, statuses }
  }

  return {
    add({ status: reported, ...content }) {
      const status = String(reported).slice(0, LONGEST_STATUS).toWellFormed()
      const report = reportOf(content)
      const known = reports.get(status)
      if (known === undefined || byWorth(report, known) < 0) keep(status, report)
    },
    state,
    isOmitted: () => isOmitted,
    bytes() {
      let sum = LONGEST_STATUS * 4 + (reports.get(current ?? '')?.bytes() ?? 0)
      for (const [status, report] of reports) sum += report.bytes() + status.length * 3 + 8
      return sum
    }
  }
}

interface Report {
  content: JsonObject
  /** Canonical JSON. */
  text(): string
  bytes(): number
}

function reportOf(content: JsonObject): Report {
  let text: string | undefined
  let bytes: number | undefined
  const report: Report = {
    content,
    text: () => (text ??= canonical(report.content)),
    bytes: () => (bytes ??= Buffer.byteLength(JSON.stringify(report.content)))
  }
  if (report.bytes() > LARGEST_REPORT) {
    report.content = runNow(fitData(content, LARGEST_REPORT)).data
    bytes = undefined
  }
  return report
}

/**
 * Compares two reports of the same status; negative: the first is kept. A report with an error is kept, otherwise the earlier one,
 * otherwise the one that sorts first. The rule must not depend on the order of arrival.
 */
function byWorth(one: Report, other: Report): number {
  return (
    compare(withoutError(one), withoutError(other)) ||
    compare(timeOf(one), timeOf(other)) ||
    compare(one.text(), other.text())
  )
}

function withoutError({ content }: Report): number {
  return content['errorCode'] == null ? 1 : 0
}

function timeOf({ content }: Report): string {
  return String(content['time'] ?? '~')
}

function compare<Value extends string | number>(one: Value, other: Value): number {
  return one === other ? 0 : one < other ? -1 : 1
}

function isBelow(one: string, other: string): boolean {
  return byRank(one, other) < 0
}

function byRank(one: string, other: string): number {
  return rankOf(one) - rankOf(other) || compare(one, other)
}

function rankOf(status: string): number {
  return RANKS.get(status) ?? -1
}
