import { randomUUID } from 'node:crypto'
import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { otherCount, textOf, texts } from '../json.ts'
import { SUBSCRIPTIONS } from '../records.ts'
import { routed } from '../router.ts'
import { createTokens } from '../tokens.ts'
import type { Change, FakeReply, FakeRequest, OutgoingWebhook, Vendor, VendorFault, World } from '../vendor.ts'
import { createWindow } from '../window.ts'
import { instant, seedHouse } from './house.ts'
import { apaleoReads, complaint } from './reads.ts'
import { apaleoSubscriptions, apaleoWebhook } from './subscriptions.ts'

const CLIENT = { APALEO_CLIENT_ID: 'FAKE-APALEO', APALEO_CLIENT_SECRET: 'fake-secret-of-apaleo-000000' }
const LIFETIME_SECONDS = 3600
/** https://apaleo.dev/guides/api/rate-limiting: 3500 a minute, and 200 in one second. */
const LIMIT = 3500
const BURST = 200

const TOPICS: Readonly<Record<string, string>> = {
  reservations: 'Reservation',
  units: 'Unit',
  maintenances: 'Maintenance'
}
const TYPES: Readonly<Record<Change, string>> = { created: 'created', changed: 'changed', removed: 'deleted' }

/** Apaleo's core API, with its hosts for tokens and for subscriptions. */
export function createApaleo(world: World): Vendor {
  const tokens = createTokens(LIFETIME_SECONDS * 1000, world.monotonic)
  const minute = createWindow(LIMIT, 60_000, world.monotonic)
  const second = createWindow(BURST, 1000, world.monotonic)
  const routes = [...apaleoReads(world), ...apaleoSubscriptions(world)]

  return {
    credentials: CLIENT,
    answer,
    fault: (fault) => FAULTS[fault],
    idOf: (_kind, { id }) => textOf(id),
    touched(kind, record) {
      const now = instant(world.now())
      return kind === 'reservations' ? { created: now, ...record, modified: now } : record
    },
    webhooks,
    expireTokens: () => tokens.expireAll(),
    mainKind: 'reservations',
    seed: () => seedHouse(world),
    edit: (record) => ({ ...record, adults: otherCount(record['adults']) })
  }

  async function answer(request: FakeRequest): Promise<FakeReply> {
    if (request.path === '/connect/token') return issue(request)
    if (tokens.ageOf(request.headers.authorization) === undefined) return FAULTS.unauthorized
    if (!second.take('') || !minute.take('')) {
      return { ...FAULTS.too_many_bare, headers: { ...limits(), 'retry-after': '1' } }
    }
    const reply = await (routed(routes, request) ?? complaint(404, 'no such path'))
    return { ...reply, headers: { ...reply.headers, ...limits() } }
  }

  function issue({ method, headers, body }: FakeRequest): FakeReply {
    const basic = Buffer.from(`${CLIENT.APALEO_CLIENT_ID}:${CLIENT.APALEO_CLIENT_SECRET}`).toString('base64')
    const grant = new URLSearchParams(body).get('grant_type')
    if (method !== 'POST' || grant !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } }
    if (headers.authorization !== `Basic ${basic}`) return { status: 400, body: { error: 'invalid_client' } }
    const token = { access_token: tokens.issue(), expires_in: LIFETIME_SECONDS, token_type: 'Bearer' }
    return { status: 200, body: { ...token, scope: 'reservations.read' } }
  }

  function limits(): Record<string, string> {
    return {
      'x-rate-limit-limit': String(LIMIT),
      'x-rate-limit-remaining': String(minute.remaining('')),
      'x-rate-limit-reset': instant(world.now() + 60_000)
    }
  }

  function webhooks(kind: string, record: JsonObject, change: Change): readonly OutgoingWebhook[] {
    const topic = TOPICS[kind]
    if (topic === undefined) return []
    const type = TYPES[change]
    const { id, property } = record
    const propertyId = isJsonObject(property) ? textOf(property['id']) : null
    const about = { accountId: 'FAKE', propertyId, data: { entityId: textOf(id) } }
    const body = { topic, type, id: randomUUID(), timestamp: world.now(), ...about }
    return world.records.all(SUBSCRIPTIONS).flatMap(({ endpointUrl, events, propertyIds }) => {
      const names = texts(events) ?? []
      const houses = texts(propertyIds) ?? []
      const isWanted = names.some((name) => [`${topic}/*`, `${topic}/${type}`].some((each) => same(each, name)))
      const isNear = houses.length === 0 || houses.includes(propertyId ?? '')
      return isWanted && isNear ? [apaleoWebhook(textOf(endpointUrl), body)] : []
    })
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

const FAULTS: Readonly<Record<VendorFault, FakeReply>> = {
  unauthorized: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  refused: complaint(403, 'The scope is missing'),
  too_many: { status: 429, headers: { 'retry-after': '2' } },
  too_many_bare: { status: 429 },
  server_error: { status: 500 }
}
