import { type Static, type TSchema, type TUnsafe, Type, TypeGuard } from '@sinclair/typebox'

/** A value of which the size limits may leave out any member. Items of lists stay whole. */
export type EventPart<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Name in keyof Value]?: EventPart<Value[Name]> }
    : Value

/**
 * The schema of a message, a reservation, or another part of an event: open, because later versions add members, and with every
 * member optional, because an event that is too large leaves out parts (docs/event-model.md#size).
 */
export function eventPart<Schema extends TSchema>(schema: Schema): TUnsafe<EventPart<Static<Schema>>> {
  // The type of the result describes what `opened` does to the schema.
  return opened(schema, true) as TUnsafe<EventPart<Static<Schema>>>
}

function opened(schema: TSchema, isPartial: boolean): TSchema {
  if (TypeGuard.IsUnion(schema)) return { ...schema, anyOf: schema.anyOf.map((one) => opened(one, isPartial)) }
  if (TypeGuard.IsArray(schema)) return { ...schema, items: opened(schema.items, false) }
  if (!TypeGuard.IsObject(schema)) return schema
  const { additionalProperties: _closed, required: _required, ...options } = schema
  const properties = Object.entries(schema.properties).map(([name, member]) => {
    const part = opened(member, isPartial)
    return [name, isPartial ? Type.Optional(part) : part]
  })
  return { ...options, ...Type.Object(Object.fromEntries(properties)) }
}
