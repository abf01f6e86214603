import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { sharedSecret, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, contentDigest, defineAdapter, type Fields, thin } from '../adapter.ts'
import { CLOUDBEDS_EVENTS, CLOUDBEDS_OTHERS } from '../payloads/cloudbeds-events.ts'
import { cloudbedsRecords } from '../records/cloudbeds.ts'

const BLOCKS = new Set(['roomblock/created', 'roomblock/removed', 'roomblock/details_changed'])

/** The type of an event by the status that it reports. */
const TYPE_OF = new Map([
  ['checked_in', 'guest.checked_in'],
  ['checked_out', 'guest.checked_out'],
  ['cancelled', 'reservation.cancelled']
])

/** Cloudbeds signs nothing: it is verified by a token in the URL that was given at subscription. Its events are thin. */
export default defineAdapter({
  name: 'cloudbeds',
  title: 'Cloudbeds',
  docs: 'https://developers.cloudbeds.com/docs/webhooks',
  evidence: 'documented',
  records: cloudbedsRecords,
  verify: [urlToken(), sharedSecret()],
  payload: Type.Object({ event: Type.String({ pattern: '^[^/]+/[^/]+$' }) }),
  property: (_payload, { fields }) => idOf(fields.ignoringCase(), 'propertyId'),

  // One action can be about several guests or rooms of a reservation, at the same moment. The timestamp has
  // microseconds; if it has only seconds, other content is another fact. Without a timestamp each delivery is a fact: a room goes
  // through the same states every day.
  key(payload, { fields: given }) {
    const fields = given.ignoringCase()
    const timestamp = fields.text('timestamp')
    const ids = ['guestId', 'subReservationId', 'roomId'].map((name) => idOf(fields, name) ?? '')
    const key = [payload.event.toLowerCase(), timestamp ?? undefined, ...ids]
    return timestamp?.includes('.') ? key : [...key, contentDigest(payload)]
  },

  normalize(payload, { fields: given }) {
    const fields = given.ignoringCase()
    // `allotmenBlock` is seen in the wild.
    const name = payload.event.toLowerCase().replace(/^allotmenblock/, 'allotmentblock')
    if (CLOUDBEDS_OTHERS.has(name)) return []
    if (BLOCKS.has(name)) return readBlock(fields)
    const meaning = CLOUDBEDS_EVENTS.get(name)
    if (meaning === undefined) return [{ path: '/event', problem: 'is not a known event', cause: 'unknown_type' }]
    const [type, kind, read] = meaning
    const reported = read?.(fields) ?? {}
    const becomes = TYPE_OF.get(String(reported['status'])) ?? type
    const time = fields.instant('timestamp')
    return [{ ...thin(becomes, kind, idOf(fields, `${kind}Id`), reported, vendor(fields, fields.json)), time }]
  }
})

/** The sibling `<name>_str` is the exact one, where it exists. Ids come as numbers or texts. */
function idOf(fields: Fields, name: string): string | undefined {
  return fields.id(`${name}_str`) ?? fields.id(name)
}

// A block of 100 rooms is 10 KB. Its copies may be as large as a body.
const MOST_COPIED = 4 * 1024 * 1024

/**
 * A block can lie in the future, so it does not report the current state of its rooms. Blocked dates and courtesy holds are
 * about selling, not about the room. Each event has the whole block, unless that is too large for so many: then the first has
 * it, and the others their own room.
 */
function readBlock(fields: Fields): AdapterReading[] {
  const block = fields.known('roomBlockType', { blocked_dates: null, courtesy_hold: null, out_of_service: fields.json })
  if (block == null) return []
  const rooms = fields.list('rooms')
  if (rooms.length === 0) fields.problem('rooms', 'names no room')
  const isCopied = JSON.stringify(block).length * rooms.length <= MOST_COPIED
  const time = fields.instant('timestamp')
  return rooms.map((room, at) => {
    const payload = isCopied || at === 0 ? block : { event: fields.value('event'), rooms: [room.json] }
    return { ...thin('room.status_changed', 'room', idOf(room, 'roomId'), {}, vendor(fields, payload)), time }
  })
}

function vendor(fields: Fields, payload: JsonObject): JsonObject {
  return { vendor: { event: fields.value('event'), payload } }
}
