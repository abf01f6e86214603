import { type Static, Type } from '@sinclair/typebox'
import type { Caller } from '../accounts/management.ts'
import type { Limits } from '../config/limits.ts'
import { From, positionOf } from '../consumers/consumer-options.ts'
import { reassignParked } from '../consumers/reassign-parked.ts'
import { ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { readFeedBounds } from '../db/consumers/consumers.ts'
import { findEventIds, insertReplay, parkForReplay, takeDeadLetters } from '../db/consumers/replays.ts'
import type { ManagedDestinations } from './manage-destinations.ts'

const closed = { additionalProperties: false } as const
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What to send again: exactly one of the three. */
export const ReplayBody = Type.Object(
  {
    from: Type.Optional(From),
    to: Type.Optional(From),
    events: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 })),
    deadLetters: Type.Optional(Type.Literal(true))
  },
  closed
)
export type ReplayBody = Static<typeof ReplayBody>

export type ReplayDestination = (caller: Caller, name: string, body: ReplayBody) => Promise<object>

/** Sends stored events again, beside the live ones. */
export function createDestinationReplay(
  { query }: Pick<Database, 'query'>,
  managed: Pick<ManagedDestinations, 'find' | 'change'>,
  limits: Pick<Limits['destinations'], 'replayEvents'>
): ReplayDestination {
  return async (caller, name, { from, to, events, deadLetters }) => {
    await managed.find(name)
    const given = [from, events, deadLetters].filter((value) => value !== undefined).length
    if (given !== 1 || (to !== undefined && from === undefined)) {
      throw new ShapeError([{ path: '', message: 'must have from, and perhaps to; or events; or deadLetters' }])
    }
    const range = from === undefined ? undefined : await rangeOf(from, to)
    return managed.change(caller, async (transaction, _version, log) => {
      const destination = await managed.find(name, transaction)
      const { id } = destination
      log({ action: 'destination.replayed', target: `destination:${name}` })
      if (range !== undefined) {
        await insertReplay(transaction, id, range.from, range.to)
        return { from, ...(to === undefined ? {} : { to }) }
      }
      const ids = [...new Set(events?.map((event) => event.toLowerCase()))]
      const stored = ids.filter((event) => EVENT_ID.test(event))
      const found = events ? await findEventIds(transaction, stored) : await takeDeadLetters(transaction, id)
      if (events && found.length < ids.length) {
        throw new ShapeError([
          { path: '/events', message: `has ${ids.length - found.length} ids of events that do not exist` }
        ])
      }
      found.sort((a, b) => a.position - b.position)
      // A shard reads all of its parked events at its start.
      for (let at = 0; at < found.length; at += limits.replayEvents) {
        await parkForReplay(transaction, id, found.slice(at, at + limits.replayEvents))
      }
      await reassignParked(transaction, destination)
      return { events: found.length }
    })
  }

  async function rangeOf(from: string, to: string | undefined): Promise<{ from: number; to: number }> {
    const bounds = await readFeedBounds(query)
    const begin = positionOf(from, bounds, '/from')
    const end = positionOf(to, bounds, '/to')
    const violations = [begin, end].flatMap((found) => ('violation' in found ? [found.violation] : []))
    if (violations.length > 0 || 'violation' in begin || 'violation' in end) throw new ShapeError(violations)
    return { from: begin.position, to: end.position }
  }
}
