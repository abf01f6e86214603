import { Type } from '@sinclair/typebox'
import type { Violation } from '../../schemas/check.ts'
import type { EventFilter } from '../db/events.ts'
import { fromCursor } from '../feed/cursor.ts'

// Options that named consumers and destinations share.

const closed = { additionalProperties: false } as const

export const ConsumerName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,62}$',
  errorMessage: 'must begin with a-z or 0-9, and have at most 63 characters of a-z, 0-9, dot, underscore, and hyphen'
})

const EventType = Type.String({
  pattern: '^[a-z][a-z0-9_]*\\.([a-z][a-z0-9_]*|\\*)$',
  maxLength: 200,
  errorMessage: 'must be noun.verb or noun.*'
})
// PostgreSQL refuses U+0000 in a text.
const Text = Type.String({
  pattern: '^[^\\u0000]+$',
  maxLength: 500,
  errorMessage: 'must be one value of 1 to 500 characters, without U+0000'
})

export const Filter = Type.Object(
  {
    types: Type.Optional(
      Type.Array(EventType, { minItems: 1, maxItems: 100, errorMessage: 'must be a list of 1 to 100 types' })
    ),
    channel: Type.Optional(Text),
    source: Type.Optional(Text),
    property: Type.Optional(Text)
  },
  closed
)

export const From = Type.String({ minLength: 1, maxLength: 100 })

/** Seconds before the second, third, … attempt. A year at most. */
const Ladder = Type.Array(Type.Integer({ minimum: 0, maximum: 31_536_000 }), {
  minItems: 1,
  maxItems: 20
})

export const Ordering = Type.Union([
  Type.Literal('lane'),
  Type.Literal('property'),
  Type.Literal('strict'),
  Type.Literal('none')
])

const DeadLetterRule = Type.Union([Type.Literal('after-ladder'), Type.Literal('never')])

/** The options of `PUT` that both kinds have. */
export const ConsumerOptions = {
  filter: Type.Optional(Filter),
  from: Type.Optional(From),
  shards: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
  ordering: Type.Optional(Ordering),
  ladder: Type.Optional(Ladder),
  deadLetter: Type.Optional(DeadLetterRule)
}

export const DEFAULTS = { ordering: 'lane', shards: 1, ladder: [5, 30, 120, 300], deadLetter: 'after-ladder' } as const

/** What a schema cannot say about a filter. */
export function checkFilter(filter: EventFilter, channels: readonly string[], path = '/filter'): Violation[] {
  if (filter.channel === undefined || channels.includes(filter.channel)) return []
  return [{ path: `${path}/channel`, message: `must be one of ${channels.join(', ')}` }]
}

/** The position that a `from` names, or why it is not one. */
export function positionOf(
  from: string | undefined,
  { head, removed }: { head: number; removed: number },
  path: string
): { position: number } | { violation: Violation } {
  if (from === undefined || from === 'now') return { position: head }
  if (from === 'start') return { position: removed }
  const position = cursorPosition(from)
  if (position === undefined) return { violation: { path, message: 'must be now, start, or a cursor of the feed' } }
  if (position > head)
    return { violation: { path, message: 'is a cursor from the future: nothing was read up to there' } }
  if (position < removed)
    return { violation: { path, message: 'is a cursor behind which events were removed: use start' } }
  return { position }
}

/** Undefined: it is not a cursor. */
function cursorPosition(cursor: string): number | undefined {
  if (cursor === 'now') return undefined
  try {
    return fromCursor(cursor)
  } catch {
    // UNKNOWN_CURSOR: the caller names the field.
    return undefined
  }
}
