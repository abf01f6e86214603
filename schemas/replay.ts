import { type Static, Type } from '@sinclair/typebox'
import { DeliveryView, OUTCOMES, Problems } from './event.ts'

const StoredOutcome = Type.Object({
  outcome: Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome))),
  reason: DeliveryView.properties.reason,
  ...Problems
})
export type StoredOutcome = Static<typeof StoredOutcome>

const KINDS = ['new', 'corrected', 'unchanged', 'vanished'] as const

/** The change that a replay makes for one event of a delivery, or for a missing one. */
export const ReplayChange = Type.Object({
  kind: Type.Union(
    KINDS.map((kind) => Type.Literal(kind)),
    { description: '`vanished`: the current code would not write this event; the event stays' }
  ),
  event: Type.Object({
    id: Type.Optional(Type.String({ description: 'absent if it has not been written' })),
    type: Type.String(),
    source: Type.String(),
    subject: Type.String(),
    time: Type.String()
  }),
  corrects: Type.Optional(Type.String({ description: 'id of the event that it replaces' })),
  differences: Type.Array(
    Type.Object({ path: Type.String(), before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) }),
    { description: 'paths are JSON pointers into the event; for a state, what it changes of the current state' }
  ),
  omittedDifferences: Type.Optional(
    Type.Integer({ description: 'number of further differences that are not listed; absent: all are' })
  )
})
export type ReplayChange = Static<typeof ReplayChange>

/** A delivery, read again with the current code. */
export const Replayed = Type.Object({
  delivery: Type.String(),
  before: StoredOutcome,
  after: StoredOutcome,
  changes: Type.Array(ReplayChange, { description: 'at most 256 KiB of them' }),
  omittedChanges: Type.Optional(
    Type.Object(
      { new: Type.Integer(), corrected: Type.Integer(), unchanged: Type.Integer(), vanished: Type.Integer() },
      { description: 'number of further changes that are not listed, by kind; absent: all are' }
    )
  ),
  news: Type.Boolean({ description: 'there is something to write; a dry run does not write it' }),
  written: Type.Boolean(),
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() }))
})
export type Replayed = Static<typeof Replayed>

/** A replay that has changed something. */
export const ReplayRecord = Type.Object({
  id: Type.String(),
  requestedBy: Type.String({
    description:
      'the name that the caller gave with `by`, which nothing proves; without one, `token` and the fingerprint'
  }),
  tokenFingerprint: Type.Union([Type.String(), Type.Null()], {
    description: 'first 12 hex digits of the SHA-256 of the API token; null: recorded by a version that did not keep it'
  }),
  at: Type.String(),
  outcomeBefore: Type.String(),
  outcomeAfter: Type.String(),
  added: Type.Integer(),
  corrected: Type.Integer(),
  vanished: Type.Integer(),
  events: Type.Array(Type.String(), {
    description: 'ids of the events that it wrote, at most 100; `added` and `corrected` count all of them'
  })
})
export type ReplayRecord = Static<typeof ReplayRecord>
