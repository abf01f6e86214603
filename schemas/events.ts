import type { Static } from '@sinclair/typebox'
import type { CloudEvent } from './event.ts'
import { EVENT_DATA, type EventType } from './event-data.ts'

// Events as consumers get them, as `bellhook/events`.

export type { CloudEvent } from './event.ts'
export type { EventType } from './event-data.ts'

/** Version of the schemas. A new member, or a new type, is no new version. */
export const EVENT_SCHEMA_VERSION = 1

/** The same as a semantic version. */
export const EVENT_SCHEMA_RELEASE = `${EVENT_SCHEMA_VERSION}.0.0`

/** `data` of an event of this type. */
export type EventData<Name extends EventType> = Static<(typeof EVENT_DATA)[Name]>

export type EventOf<Name extends EventType> = Omit<CloudEvent, 'type' | 'data'> & {
  type: Name
  data: EventData<Name>
}

/** An event of a described type: `event.type` tells which `event.data` it has. */
export type KnownEvent = { [Name in EventType]: EventOf<Name> }[EventType]

/** True for an event of a described type. Ignore all others. */
export function isKnownEvent(event: CloudEvent): event is KnownEvent {
  return Object.hasOwn(EVENT_DATA, event.type)
}
