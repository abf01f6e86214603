import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { isProblem, type Problem } from '../../schemas/reading.ts'
import { beginTurn, commit, findDeliveries, insertGroup, type NewDelivery, type NewEvent } from '../db/write.ts'
import { draftEvent } from './draft.ts'
import type { Committed, Delivery, Entry } from './entry.ts'
import { changedRow, type Keys, type Known, keysOf, lookUp, NOTHING_KNOWN } from './known.ts'
import { storable, storableJson } from './storable.ts'
import { verdict } from './verdict.ts'

/**
 * Writes a group of deliveries, their events and the state they lead to, in one transaction. All other writers wait while
 * it has the turn, so what is known of things is looked up before, and only if somebody changed one of them meanwhile,
 * once more under the turn. `again`: some may have been written before, and it is not known which.
 */
export async function commitGroup(
  session: NodePgDatabase,
  entries: readonly Entry[],
  { again = false } = {}
): Promise<Committed[]> {
  const keys = keysOf(entries)
  if (!again) {
    const recorded = await tryGroup(session, entries, keys)
    if (recorded !== undefined) return recorded
  }
  const ids = again ? entries.map(({ delivery }) => delivery.id) : []
  const [, stored, known] = await Promise.all([beginTurn(session), findDeliveries(session, ids), lookUp(session, keys)])
  const missing = entries.filter(({ delivery }) => !stored.has(delivery.id))
  const [recorded] = await Promise.all([store(session, missing, known), commit(session)])
  if (recorded === undefined) throw new Error('an entity was written by somebody who had not waited for the turn')
  return recorded
}

/** Undefined, and nothing is written: what was looked up is no longer so. */
async function tryGroup(
  session: NodePgDatabase,
  entries: readonly Entry[],
  keys: Keys
): Promise<Committed[] | undefined> {
  if (keys.things.length === 0) return store(session, entries, NOTHING_KNOWN)
  const known = await lookUp(session, keys)
  const [, recorded] = await Promise.all([beginTurn(session), store(session, entries, known), commit(session)])
  return recorded
}

/** Drafts at once what is then written; what is known is then as it will be. */
async function store(
  session: NodePgDatabase,
  entries: readonly Entry[],
  known: Known
): Promise<Committed[] | undefined> {
  const drafts = entries.map((entry) => draft(entry, known))
  const rows = entries.map(({ delivery }, at) => deliveryRow(delivery, drafts[at] ?? NOTHING))
  const events = drafts.flatMap(({ events }) => events)
  const changed = [...known.things.values()].filter(({ told }) => told !== undefined).map(changedRow)
  const news = await insertGroup(session, rows, events, changed)
  if (news === undefined) return undefined
  return rows.map(({ id, channel, withNews, withoutNews }, at) => {
    const { events, problems } = drafts[at] ?? NOTHING
    const ids = events.map((event) => event.id).filter((id) => news.has(id))
    const { outcome, reason, cause } = ids.length > 0 ? withNews : withoutNews
    return { recorded: { deliveryId: id, outcome, reason, problems: shown(problems), events: ids }, channel, cause }
  })
}

interface Draft {
  events: NewEvent[]
  problems: Problem[]
  /** Something was told that is older than what is known. */
  stale: boolean
  /** There was anything to read at all. */
  told: boolean
}

const NOTHING: Draft = { events: [], problems: [], stale: false, told: false }

function draft({ delivery, readings }: Entry, known: Known): Draft {
  const made: Draft = { events: [], problems: [], stale: false, told: false }
  for (const reading of readings) {
    if (isProblem(reading)) {
      made.problems.push(reading)
      continue
    }
    made.told = true
    const { event, stale } = draftEvent(delivery, reading, known)
    if (event !== undefined) made.events.push(event)
    made.stale ||= stale
  }
  return made
}

/** Field by field: of all ways to copy an object into a larger one, spreading is the slowest. */
function deliveryRow(delivery: Delivery, made: Draft): NewDelivery {
  const { id, channel, endpoint, contentType, receivedAt, verified, masked, body, traceparent } = delivery
  return {
    id,
    channel,
    endpoint,
    contentType,
    receivedAt,
    verified,
    masked,
    body,
    traceparent,
    source: storable(delivery.source),
    problems: made.problems.length === 0 ? '[]' : storableJson(shown(made.problems)),
    withNews: verdict(delivery, made, true),
    withoutNews: verdict(delivery, made, false)
  }
}

/** Without what is for counting. */
function shown(problems: readonly Problem[]): readonly Problem[] {
  return problems.length === 0 ? problems : problems.map(({ path, problem }) => ({ path, problem }))
}
