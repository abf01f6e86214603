import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { type Fact, isProblem, type Json, type JsonObject, type Reading, type State } from '../../schemas/reading.ts'
import type { ReplayChange, Standing } from '../../schemas/replay.ts'
import { fromDatabase } from '../db/instant.ts'
import type { EventRow } from '../db/read.ts'
import { findRelated, readStanding } from '../db/replays.ts'
import type { EntityRow, NewEvent } from '../db/write.ts'
import { asObject, type Difference, differences, isSame } from './differences.ts'
import { keyOf } from './digest.ts'
import { type DraftedEvent, draftEvent } from './draft.ts'
import type { Delivery, Entry } from './entry.ts'
import { type Known, keysOf, lookUp } from './known.ts'
import { changesOf, type Late } from './state.ts'
import { storableJson, storableValue } from './storable.ts'
import { type Keyed, pairUp, type Strand, strandsOf } from './strands.ts'
import { verdict } from './verdict.ts'

/** What a replay would change, and what it would write for that. */
export interface Plan {
  before: Standing
  after: Standing
  changes: ReplayChange[]
  events: NewEvent[]
  entities: EntityRow[]
}

/**
 * Compares what today's code reads in a delivery with the events it has become. Undefined: it is no longer there.
 *
 * What is on the feed stays. An event that would be another one today gets a correction, one that would not be there is
 * only named. A state is compared with what is known now, as always, so what was told better since needs no correction.
 */
export async function planReplay(session: NodePgDatabase, entry: Entry): Promise<Plan | undefined> {
  const { delivery } = entry
  const readings = keyed(entry)
  const keys = readings.flatMap(({ key }) => (key === undefined ? [] : [Buffer.from(key, 'hex')]))
  const [before, related, known] = await Promise.all([
    readStanding(session, delivery.id),
    findRelated(session, delivery.id, keys),
    lookUp(session, keysOf([entry]))
  ])
  if (before === undefined) return undefined
  const rows = new Map([...known.things].map(([key, { row }]) => [key, row]))

  const strands = strandsOf(related.filter(({ deliveryId }) => deliveryId === delivery.id))
  const elsewhere = new Map(
    related.flatMap((row) => (row.deliveryId === delivery.id ? [] : [[row.key?.toString('hex'), row] as const]))
  )
  // What it told itself is read again.
  for (const { key } of readings) if (key !== undefined && !elsewhere.has(key)) known.taken.delete(key)
  const pairs = pairUp(
    readings.filter(({ key, isRepeated }) => !isRepeated && !elsewhere.has(key)),
    strands
  )

  const thingOf = (reading: Reading) => known.places.get(reading)?.thing ?? ''
  const made = readings.map((one) => {
    const strand = pairs.get(one)
    const isSaid = strand !== undefined && saysAgain(one.reading, strand)
    const late = lateness(delivery, rows.get(thingOf(one.reading)), strand?.latest.data[one.reading.kind])
    const drafted = isSaid ? { stale: false } : draftEvent(delivery, one.reading, known, late)
    return { ...one, strand, drafted }
  })
  const entities = changedRows(known, rows)
  const moved = new Set(entities.map(({ key }) => key.toString('hex')))

  const changes: ReplayChange[] = []
  const events: NewEvent[] = []
  for (const { reading, key, strand, drafted, isRepeated } of made) {
    if (isRepeated) continue
    // Told several times in one delivery, a state comes back to what it is: that is no news.
    const isNews = drafted.moved === undefined || moved.has(thingOf(reading))
    const event = isNews ? drafted.event : undefined
    const there = elsewhere.get(key)
    const change = there ? changed('unchanged', there) : compare(event, drafted.moved, strand, reading.kind)
    if (change === undefined) continue
    changes.push(change)
    if (event === undefined || change.kind === 'unchanged') continue
    const isTaken = strand?.keys.has(event.key?.toString('hex') ?? '')
    events.push({ ...event, key: isTaken ? null : event.key, corrects: change.corrects })
  }
  const paired = new Set(pairs.values())
  for (const strand of strands) if (!paired.has(strand)) changes.push(changed('vanished', strand.latest))

  const stale = made.some(({ drafted }) => drafted.stale)
  return { before, after: standingAfter(before, entry, { events, strands, stale }), changes, events, entities }
}

interface Given extends Keyed {
  /** The same fact was in the delivery before. */
  isRepeated: boolean
}

function keyed({ delivery, readings }: Entry): Given[] {
  const seen = new Set<string>()
  return readings.flatMap((reading) => {
    if (isProblem(reading)) return []
    const key = keyOf(delivery, reading)?.toString('hex')
    const isRepeated = key !== undefined && seen.has(key)
    if (key !== undefined) seen.add(key)
    return [{ reading, key, isRepeated }]
  })
}

/** A state that is told as its event has told it. What the event has besides may be from others. */
function saysAgain({ type, kind, data }: Fact | State, { latest }: Strand): boolean {
  const [told, said] = [asObject(data[kind]), asObject(latest.data[kind])]
  if (type !== undefined || told === undefined || said === undefined) return false
  return Object.entries(storableValue(told).value).every(
    ([field, value]) => value === undefined || isSame(said[field], value)
  )
}

/** Whether others have told of the same thing since this delivery came. */
function lateness({ receivedAt }: Delivery, row: EntityRow | undefined, said: Json | undefined): Late | undefined {
  if (row === undefined || Date.parse(fromDatabase(row.updatedAt)) <= Date.parse(receivedAt)) return undefined
  return { said: asObject(said) }
}

function compare(
  event: NewEvent | undefined,
  moved: DraftedEvent['moved'],
  strand: Strand | undefined,
  kind: string
): ReplayChange | undefined {
  if (event === undefined) return strand && changed('unchanged', strand.latest)
  const changes = moved && changesOf(moved.before, moved.after)
  const moves = changes?.map((one) => ({ ...one, path: `/data/${kind}${one.path}` }))
  if (strand === undefined) return { ...changed('new', event), differences: moves ?? [] }
  const found = moves ?? unlike(strand.latest, event)
  if (found.length === 0) return changed('unchanged', strand.latest)
  return { ...changed('corrected', event), corrects: strand.latest.id, differences: found }
}

/** What a fact would tell otherwise today. */
function unlike(then: EventRow, today: NewEvent): Difference[] {
  const { before, state, after } = today.data
  const about = ({ type, source, subject, property = null, timebasis }: EventRow | NewEvent) =>
    ({ type, source, subject, property, timebasis }) as JsonObject
  return [
    ...differences(
      '',
      { ...about(then), time: fromDatabase(then.time) },
      { ...about(today), time: fromDatabase(today.time) }
    ),
    ...differences('/data', then.data, JSON.parse(before + (state ?? '') + after))
  ]
}

function changed(kind: ReplayChange['kind'], event: EventRow | NewEvent): ReplayChange {
  const { id, type, source, subject, time } = event
  return { kind, event: { id, type, source, subject, time: fromDatabase(time) }, differences: [] }
}

/** A delivery that has been read stays so: nothing is taken back. */
function standingAfter(
  before: Standing,
  { delivery, readings }: Entry,
  { events, strands, stale }: { events: readonly NewEvent[]; strands: readonly Strand[]; stale: boolean }
): Standing {
  const problems = readings.filter(isProblem)
  const told = readings.length > problems.length
  const news = events.length > 0 || strands.length > 0
  const { cause: _cause, ...judged } = verdict(delivery, { events, problems, told, stale }, news)
  const after = { ...judged, problems: storableProblems(problems) }
  const wasRead = before.outcome === 'accepted' || before.outcome === 'duplicate'
  if (!wasRead) return after
  return events.length > 0 && after.outcome === 'accepted' ? after : before
}

function storableProblems(problems: readonly Standing['problems'][number][]): Standing['problems'] {
  return JSON.parse(storableJson(problems.map(({ path, problem }) => ({ path, problem }))))
}

function changedRows({ things }: Known, before: ReadonlyMap<string, EntityRow>): EntityRow[] {
  return [...things].flatMap(([key, { row }]) => {
    const { state, clock } = before.get(key) ?? {}
    return isSame(state, row.state) && isSame(clock, row.clock) ? [] : [row]
  })
}
