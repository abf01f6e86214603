import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { otherCount, textOf } from '../json.ts'
import { SUBSCRIPTIONS } from '../records.ts'
import type { Change, FakeReply, FakeRequest, OutgoingWebhook, Vendor, VendorFault, World } from '../vendor.ts'
import { createWindow } from '../window.ts'
import { PROPERTY, seedHouse, timesOf } from './house.ts'
import { accept, parametersOf, READS, refuse } from './reads.ts'

const KEY = 'cbat_fake0000000000000000000000000000'
/** https://developers.cloudbeds.com/docs/faq: five requests a second. */
const LIMIT = 5
const WINDOW_MS = 1000

const EVENT_OF: Readonly<Record<string, Readonly<Partial<Record<Change, string>>>>> = {
  reservations: {
    created: 'reservation/created',
    changed: 'reservation/accommodation_changed',
    removed: 'reservation/deleted'
  },
  guests: { changed: 'guest/details_changed' },
  rooms: { changed: 'housekeeping/room_condition_changed' },
  notes: { changed: 'reservation/notes_changed' }
}

/** Cloudbeds' PMS API v1.3. */
export function createCloudbeds(world: World): Vendor {
  const { records } = world
  const budget = createWindow(LIMIT, WINDOW_MS, world.monotonic)
  let subscribed = 0

  return {
    credentials: { CLOUDBEDS_API_KEY: KEY },
    answer,
    fault: (fault) => FAULTS[fault],
    idOf: (kind, record) =>
      textOf(record[kind === 'rooms' ? 'roomID' : kind === 'notes' ? 'reservationNoteID' : 'reservationID']),
    touched(kind, record) {
      const now = world.now()
      return kind === 'reservations'
        ? { ...timesOf('dateCreated', now), ...record, ...timesOf('dateModified', now) }
        : record
    },
    webhooks,
    expireTokens: () => undefined,
    mainKind: 'reservations',
    seed: () => seedHouse(world),
    edit(record) {
      const [room, ...others] = (Array.isArray(record['rooms']) ? record['rooms'] : []) as readonly JsonObject[]
      return { ...record, rooms: [{ ...room, adults: String(otherCount(room?.['adults'])) }, ...others] }
    }
  }

  function answer(request: FakeRequest): FakeReply {
    const { method, path, headers } = request
    const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, '')
    if (key !== KEY) return FAULTS.unauthorized
    if (!budget.take(KEY)) return FAULTS.too_many_bare
    if (method === 'GET' && path === '/oauth/metadata') return accept({ data: { api: { url: world.origin() } } })
    const name = /^\/api\/v1\.[23]\/(\w+)$/.exec(path)?.[1] ?? ''
    const read = Object.hasOwn(READS, name) ? READS[name] : undefined
    if (read !== undefined && method === 'GET') return read(request.query, world)
    switch (`${method} ${name}`) {
      case 'GET getWebhooks':
        return accept({ data: records.all(SUBSCRIPTIONS) })
      case 'POST postWebhook':
        return subscribe(parametersOf(request))
      case 'DELETE deleteWebhook':
        return unsubscribe(parametersOf(request))
      case 'GET getAppState':
        return accept({ data: { app_state: 'enabled' } })
      default:
        return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body>Not found</body></html>' }
    }
  }

  function subscribe(given: URLSearchParams): FakeReply {
    const [entity, action, endpoint] = [given.get('object'), given.get('action'), given.get('endpointUrl')]
    if (!entity || !action) return refuse('Parameter object is required')
    if (!endpoint || !URL.canParse(endpoint)) return refuse('Parameter endpointUrl is invalid')
    subscribed += 1
    const id = `fake-subscription-${subscribed}`
    records.put(SUBSCRIPTIONS, id, {
      id,
      key: { type: 'property', id: PROPERTY },
      event: { entity, action },
      owner: { type: 'client', id: 'fake' },
      subscriptionType: 'webhook',
      subscriptionData: { endpoint }
    })
    return accept({ data: { subscriptionID: id } })
  }

  function unsubscribe(given: URLSearchParams): FakeReply {
    const id = given.get('subscriptionID') ?? ''
    if (records.get(SUBSCRIPTIONS, id) === undefined) return refuse('Subscription not found')
    records.forget(SUBSCRIPTIONS, id)
    return { status: 200, body: { success: true } }
  }

  function webhooks(kind: string, record: JsonObject, change: Change): readonly OutgoingWebhook[] {
    const event = EVENT_OF[kind]?.[change] ?? ''
    const { reservationID: reservationId, roomID: roomId, guestID: guestId } = record
    const timestamp = world.now() / 1000
    const fields = { version: '1.0', event, propertyId: PROPERTY, reservationId, guestId, roomId, timestamp }
    const body = JSON.stringify(fields)
    return records.all(SUBSCRIPTIONS).flatMap((subscription) => {
      const { event: wanted, subscriptionData } = subscription
      if (!isJsonObject(wanted) || !isJsonObject(subscriptionData)) return []
      if (`${textOf(wanted['entity'])}/${textOf(wanted['action'])}` !== event) return []
      return [{ url: textOf(subscriptionData['endpoint']), headers: { 'content-type': 'application/json' }, body }]
    })
  }
}

const FAULTS: Readonly<Record<VendorFault, FakeReply>> = {
  unauthorized: { status: 401, body: { error: 'access_denied', error_description: 'The API key is not valid' } },
  refused: refuse('User who approved this connection is not active anymore'),
  too_many: { status: 429, headers: { 'retry-after': '2' }, body: { success: false, message: 'Rate limit' } },
  too_many_bare: { status: 429, body: { success: false, message: 'Rate limit' } },
  server_error: { status: 503, headers: { 'content-type': 'text/html' }, body: '<html><body>Unavailable</body></html>' }
}
