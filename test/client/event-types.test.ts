import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { BellhookEvent, EventType } from '../../client/client.ts'
import type { EventType as SchemaType } from '../../schemas/event-data.ts'
import type { KnownEvent } from '../../schemas/events.ts'
import { eventTypesFile } from '../../src/api/reference/event-types.ts'
import { ROOT } from '../support/root.ts'

t.test('the types of the client are those of the schemas', async (t) => {
  const written = readFileSync(join(ROOT, 'client/event-types.ts'), 'utf8')
  t.ok(written === eventTypesFile(), 'if the schemas changed on purpose: npm run event-types')
})

// Checked by the compiler.
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false
const sameTypes: Same<EventType, SchemaType> = true
const fromSchema: (event: KnownEvent) => BellhookEvent = (event) => event

t.test('the type of an event tells which data it has', async (t) => {
  t.ok(sameTypes)
  t.equal(typeof fromSchema, 'function')
  t.equal(typeof textOf, 'function')
})

function textOf(event: BellhookEvent): string | null | undefined {
  if (event.type === 'message.received') return event.data.message.text
  if (event.type === 'reservation.updated') {
    // @ts-expect-error: a reservation has no message
    void event.data.message
    const status: 'confirmed' | 'checked_in' | 'no_show' | (string & {}) | null | undefined =
      event.data.reservation.status
    return status
  }
  // @ts-expect-error: no event has this type
  if (event.type === 'guest.arrived') return null
  return event.subject
}
