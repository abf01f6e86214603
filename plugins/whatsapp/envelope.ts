import type { Found, Unread } from '../../schemas/collect.ts'
import type { Json, JsonObject, Reading } from '../../schemas/reading.ts'
import { changeReadings } from './change-readings.ts'
import { NOTHING } from './each.ts'
import { extraOf, isEmpty, type UnknownField, unknownField } from './leftovers.ts'
import { asJson, isValues, type Values } from './values.ts'

/** Unknown fields around the items of a delivery, which all of their events get. */
export interface Envelope {
  unknown: readonly UnknownField[]
}

const NONE: Envelope = { unknown: [] }

// Each event of the delivery has these fields, and a delivery can have 20,000 events.
const LONGEST_FIELD = 255
const MOST_FIELDS = 10

/**
 * Finds the unknown fields of one level of the envelope. Small ones are for the events of its items. A list, and what is
 * too large or too much for each event, is a problem.
 */
export function lookAround(
  value: Values,
  known: ReadonlySet<string>,
  { level, path, outer = NONE }: { level: string; path: string; outer?: Envelope }
): { envelope: Envelope; problems: readonly Unread[] } {
  let unknown: UnknownField[] | undefined
  let problems: Unread[] | undefined
  for (const name in value) {
    const inner = value[name]
    if (known.has(name) || isEmpty(inner)) continue
    const isSmall =
      (unknown?.length ?? 0) < MOST_FIELDS && !Array.isArray(inner) && JSON.stringify(inner).length <= LONGEST_FIELD
    if (!isSmall) {
      problems ??= []
      problems.push(unknownField(path, name))
    } else {
      unknown ??= []
      // A value of a parsed body is JSON already.
      unknown.push({ inside: level, name, value: inner as JsonObject })
    }
  }
  const envelope = unknown === undefined ? outer : { unknown: [...outer.unknown, ...unknown] }
  return { envelope, problems: problems ?? NOTHING }
}

/** The readings of a change, whose events get the fields of the envelope. */
export function withEnvelope(found: Found<Reading>, { unknown }: Envelope): Found<Reading> {
  const extra = extraOf(unknown)
  if (extra === undefined) return found
  return changeReadings(found, (reading) => ({
    ...reading,
    data: { ...reading.data, extra: merged(reading.data['extra'], extra) }
  }))
}

/** The fields of a further level in with those of the levels around it. */
function merged(inner: Json | undefined, outer: JsonObject): JsonObject {
  if (!isValues(inner)) return outer
  const extra: Record<string, Json | undefined> = { ...asJson(inner) }
  for (const [name, value] of Object.entries(outer)) {
    extra[name] = extra[name] === undefined ? value : [...listOf(name, extra[name]), ...listOf(name, value)]
  }
  return extra
}

function listOf(name: string, value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [{ path: `/${name}`, value }]
}
