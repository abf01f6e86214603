import { CloudEvent } from '../../../schemas/event.ts'
import { EVENT_DATA, type EventType } from '../../../schemas/event-data.ts'
import { EVENT_SCHEMA_VERSION } from '../../../schemas/events.ts'
import { EVENT } from '../examples.ts'
import { simplifySchemas } from './simplify-schemas.ts'

type Schema = Readonly<Record<string, unknown>>

const ATTRIBUTES = 'EventAttributes'
const ANY_TYPE = 'An event of any type.'
// The object has no other keys.
const TYPES = Object.keys(EVENT_DATA) as EventType[]

let components: Readonly<Record<string, Schema>> | undefined

/** The schemas of all events for an OpenAPI document, by their names. `CloudEvent` is an event of any type. All gateways of a process share them. */
export function eventComponents(): Readonly<Record<string, Schema>> {
  components ??= Object.freeze(makeComponents())
  return components
}

function makeComponents(): Record<string, Schema> {
  const parts = partsWith((name) => `#/components/schemas/${name}`)
  const described = TYPES.map((type) => {
    const examples = type === EVENT.type ? { examples: [EVENT] } : {}
    return [nameOf(type), { ...parts.eventOf(type), ...examples }]
  })
  const refs = Object.fromEntries(TYPES.map((type) => [type, parts.refTo(nameOf(type))]))
  return {
    CloudEvent: {
      description: `${ANY_TYPE} Ignore types that you do not use: adapters and later versions add types.`,
      oneOf: [...Object.values(refs).map(($ref) => ({ $ref })), { $ref: parts.refTo('OtherEvent') }],
      discriminator: { propertyName: 'type', mapping: refs }
    },
    ...Object.fromEntries(described),
    OtherEvent: {
      description: 'An event of a type that is not described here.',
      allOf: [{ $ref: parts.refTo(ATTRIBUTES) }],
      type: 'object',
      required: ['type'],
      properties: { type: { type: 'string', not: { enum: TYPES } } }
    },
    ...parts.found
  }
}

/** A JSON Schema for each event type, and one for events of any type, by the names of their files. */
export function eventSchemaFiles(): ReadonlyMap<string, Schema> {
  const files = TYPES.map((type): [string, Schema] => {
    const parts = partsWith((name) => `#/$defs/${name}`)
    const event = parts.eventOf(type)
    return [type, fileOf(type, { ...event, $defs: parts.found })]
  })
  const rules = TYPES.map((type) => ({
    if: { properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: idOf(type) }
  }))
  const anyEvent = { ...plain(CloudEvent), description: ANY_TYPE, allOf: rules }
  return new Map([...files, ['event', fileOf('event', anyEvent)]])
}

function fileOf(name: string, schema: Schema): Schema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: idOf(name), ...schema }
}

function idOf(name: string): string {
  return `urn:bellhook:event:v${EVENT_SCHEMA_VERSION}:${name}`
}

/** `reservation.updated` is `ReservationUpdatedEvent`. */
function nameOf(type: string): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}Event`
}

/** Schemas with a title, like `Reservation`, are written once, and others refer to them. */
function partsWith(refTo: (name: string) => string) {
  const found: Record<string, Schema> = { [ATTRIBUTES]: plain(CloudEvent) }
  return { found, refTo, eventOf }

  function eventOf(type: EventType): Schema {
    const own = {
      type: { type: 'string', const: type },
      data: withReferences(JSON.parse(JSON.stringify(EVENT_DATA[type])))
    }
    const event = { allOf: [{ $ref: refTo(ATTRIBUTES) }], type: 'object', required: ['type', 'data'], properties: own }
    return plain(event)
  }

  function withReferences(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withReferences)
    if (typeof value !== 'object' || value === null) return value
    const members = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withReferences(inner)]))
    const { title, ...schema } = members
    if (typeof title !== 'string') return members
    found[title] = plain(schema)
    return { $ref: refTo(title) }
  }
}

/** Plain JSON Schema, without what only TypeBox reads. */
function plain(schema: Schema): Schema {
  return simplifySchemas(JSON.parse(JSON.stringify(schema))) as Schema // an object stays one
}
