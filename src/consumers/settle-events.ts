import type { Violation } from '../../schemas/check.ts'
import { ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { type BareEvent, readBareEvents } from '../db/consumers/lane-events.ts'
import { type PullShard, readWaiting, type Settlement, type Waiting } from '../db/consumers/pull-shards.ts'
import type { AckBody } from './ack-body.ts'
import type { HandedOut } from './ack-token.ts'
import { type Consumer, wholeFilter } from './consumer.ts'
import { countAt } from './hand-out-counts.ts'
import { laneUnder, pauseBefore, shardOf } from './lane-of-event.ts'

const LONGEST_REASON = 500
/** `parked.attempts` is a smallint. */
const MOST_ATTEMPTS = 32_000
const MOST_WAITING = 20_000
const NOT_HANDED = 'is not the id of an event that was handed out under this ack'

interface SettleOptions {
  consumer: Consumer
  shard: PullShard
  handed: HandedOut
  body: AckBody
  /** False: later events of a lane do not wait for one that failed. */
  keepsOrder: boolean
}

/** An event that was handed out, in the order of the answer. */
interface Handed {
  id: string
  position: number
  lane: string
  /** It was parked before. */
  parked: Waiting | undefined
  /** It is neither settled, nor has it failed. */
  isOpen: boolean
  /** It failed under this lease, or waits behind one that did. */
  isWaiting: boolean
  /** A message of the live stream behind the one that is acknowledged. */
  isLater: boolean
}

type Settled = Pick<Settlement, 'position' | 'settled' | 'parked' | 'dead'> & { open: boolean }

/** What an ack with `upTo`, `failed`, or `renew` means for each event that was handed out. Throws ShapeError for an unknown id. */
export async function settleEvents(query: Database['query'], options: SettleOptions): Promise<Settled> {
  const { shard, body, keepsOrder } = options
  const all = await readHanded(query, options)
  checkIds(all, body)
  const upTo = upToOf(all, body)
  const reasons = reasonsOf(body)
  const result: Mutable = { settled: [], parked: [], dead: [] }
  const held = new Set<string>()
  const open = new Set<Handed>()
  for (const event of all) {
    if (event.isWaiting) held.add(event.lane)
    if (!event.isOpen) continue
    if (reasons.has(event.id) && !event.isLater) {
      if (fail(result, event, reasons.get(event.id) ?? null, options)) held.add(event.lane)
    } else if (held.has(event.lane) && keepsOrder) wait(result, event, shard)
    else if (event.position <= upTo && !event.isLater) settle(result, event)
    else open.add(event)
  }
  return { ...result, ...progress(all, open, options) }
}

interface Mutable {
  settled: { position: number; attempts: number }[]
  parked: Settlement['parked'][number][]
  dead: Settlement['dead'][number][]
}

async function readHanded(query: Database['query'], { consumer, shard, handed }: SettleOptions): Promise<Handed[]> {
  const { ordering, shards } = consumer
  const attempts = new Map(handed.retries)
  const to = handed.isStream ? Math.max(handed.last, shard.handed ?? 0) : handed.last
  const [events, waiting] = await Promise.all([
    readBareEvents(
      query,
      { from: handed.from, to, positions: [...attempts.keys()] },
      { filter: wholeFilter(consumer), ordering, shards, shard: shard.shard }
    ),
    shard.hasParked ? readWaiting(query, shard, MOST_WAITING) : []
  ])
  const parked = new Map(waiting.map((one) => [one.position, one]))
  return events.flatMap((event): Handed[] => {
    const { id, position } = event
    const lane = laneUnder(ordering, event)
    const found = parked.get(position)
    const isRetry = attempts.has(position)
    if (!isRetry && (shardOf(lane, shards) !== shard.shard || found?.handedOut === 0)) return []
    const isOpen = isRetry
      ? found?.attempts === attempts.get(position)
      : found === undefined && position > shard.position
    const isWaiting = found !== undefined && !isOpen
    return [
      {
        id,
        position,
        lane,
        parked: isRetry ? found : undefined,
        isOpen,
        isWaiting,
        isLater: isLater(event, isRetry, handed)
      }
    ]
  })
}

function isLater({ position }: BareEvent, isRetry: boolean, { last }: HandedOut): boolean {
  return !isRetry && position > last
}

/** Throws ShapeError for ids of events that were not handed out. */
function checkIds(all: readonly Handed[], { upTo, failed = [] }: AckBody): void {
  const known = new Set(all.filter(({ isLater }) => !isLater).map(({ id }) => id))
  const faults: Violation[] = []
  if (upTo !== undefined && !known.has(upTo)) faults.push({ path: '/upTo', message: NOT_HANDED })
  const unknown = failed.filter(({ id }) => !known.has(id))
  if (unknown.length > 0) {
    faults.push({ path: '/failed', message: `has ${unknown.length} ids that were not handed out under this ack` })
  }
  if (faults.length > 0) throw new ShapeError(faults)
}

/** Everything up to here is settled, unless it failed. */
function upToOf(all: readonly Handed[], { upTo, failed }: AckBody): number {
  if (upTo === undefined) return failed === undefined ? -1 : Number.POSITIVE_INFINITY
  return all.find(({ id }) => id === upTo)?.position ?? -1
}

function reasonsOf({ failed = [] }: AckBody): ReadonlyMap<string, string | null> {
  return new Map(failed.map(({ id, reason }) => [id, reason === undefined ? null : storableReason(reason)]))
}

/** PostgreSQL takes neither U+0000 nor half a surrogate pair. */
function storableReason(reason: string): string {
  return reason.slice(0, LONGEST_REASON).toWellFormed().replaceAll('\0', '\u2400')
}

/** Returns true if the event waits for its next attempt, and false if it is a dead letter. */
function fail(
  result: Mutable,
  { lane, position, id: eventId, parked }: Handed,
  problem: string | null,
  { consumer, shard }: SettleOptions
): boolean {
  const failures = (parked?.attempts ?? 0) + 1
  const pauseMs = pauseBefore(failures + 1, consumer.config)
  const attempts = Math.min(failures, MOST_ATTEMPTS)
  if (pauseMs === undefined) {
    result.dead.push({ lane, position, eventId, attempts, problem })
    return false
  }
  const handedOut = parked?.handedOut ?? countAt(shard.handOuts?.counts ?? [], position)
  result.parked.push({ lane, position, eventId, attempts, problem, handedOut, pauseMs })
  return true
}

/** The event comes again behind the one of its lane that failed. */
function wait(result: Mutable, { lane, position, id: eventId, parked }: Handed, shard: PullShard): void {
  // A parked one already does.
  if (parked !== undefined) return
  const handedOut = countAt(shard.handOuts?.counts ?? [], position)
  result.parked.push({ lane, position, eventId, attempts: 0, problem: null, handedOut, pauseMs: null })
}

function settle({ settled }: Mutable, { position, parked }: Handed): void {
  if (parked !== undefined) settled.push({ position, attempts: parked.attempts })
}

/** How far the cursor moves, and whether something is still open. */
function progress(
  all: readonly Handed[],
  open: ReadonlySet<Handed>,
  { handed, shard }: SettleOptions
): { position: number; open: boolean } {
  const { isStream, to } = handed
  if (open.size === 0) return { position: isStream ? Math.max(to, shard.handed ?? 0) : to, open: false }
  const firstOpen = all.find((event) => open.has(event) && event.parked === undefined)
  if (firstOpen === undefined || firstOpen.isLater) return { position: to, open: true }
  const before = all.findLast(({ position }) => position < firstOpen.position)
  return { position: Math.max(shard.position, before?.position ?? 0), open: true }
}
