import type { JsonObject } from '../../../schemas/reading.ts'
import { otherCount, textOf } from '../json.ts'
import { routed } from '../router.ts'
import { createTokens } from '../tokens.ts'
import type { Change, FakeReply, FakeRequest, OutgoingWebhook, Vendor, VendorFault, World } from '../vendor.ts'
import { createWindow } from '../window.ts'
import { ACCOUNT, LISTING, seedHouse, written } from './house.ts'
import { complaint, hostawayReads } from './reads.ts'
import { hostawayDeliveries, hostawayWebhooks } from './webhooks.ts'

const CLIENT = { HOSTAWAY_ACCOUNT_ID: ACCOUNT, HOSTAWAY_CLIENT_SECRET: 'fake-secret-of-hostaway-000000' }
const LIFETIME_SECONDS = 24 * 30 * 86_400
/** A new token is refused for this long. */
const SETTLE_MS = 1000
const WINDOW_MS = 10_000
/** https://api.hostaway.com/documentation#rate-limits: 15 in 10 seconds for one address, 20 for one account. */
const LIMIT_OF_ADDRESS = 15

/** Hostaway's public API. */
export function createHostaway(world: World): Vendor {
  const tokens = createTokens(LIFETIME_SECONDS * 1000, world.monotonic)
  // All requests come from one address, whose limit is the smaller one.
  const budget = createWindow(LIMIT_OF_ADDRESS, WINDOW_MS, world.monotonic)
  const routes = [...hostawayReads(world), ...hostawayWebhooks(world)]

  return {
    credentials: CLIENT,
    answer,
    fault: (fault) => FAULTS[fault],
    idOf: (_kind, { id }) => textOf(id),
    touched(_kind, record) {
      const now = written(world.now())
      return { insertedOn: now, ...record, updatedOn: now, latestActivityOn: now }
    },
    webhooks,
    expireTokens: () => tokens.expireAll(),
    mainKind: 'reservations',
    seed: () => seedHouse(world),
    edit: (record) => ({ ...record, adults: otherCount(record['adults']) })
  }

  async function answer(request: FakeRequest): Promise<FakeReply> {
    if (!budget.take('')) return FAULTS.too_many_bare
    if (request.path === '/v1/accessTokens') return issue(request)
    const age = tokens.ageOf(request.headers.authorization)
    if (age === undefined || age < SETTLE_MS) return FAULTS.unauthorized
    return routed(routes, request) ?? complaint(404, 'Resource not found')
  }

  function issue({ method, body }: FakeRequest): FakeReply {
    const form = new URLSearchParams(body)
    if (method !== 'POST' || form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'general') {
      return complaint(400, 'grant_type or scope is invalid')
    }
    const isOurs = form.get('client_id') === ACCOUNT && form.get('client_secret') === CLIENT.HOSTAWAY_CLIENT_SECRET
    if (!isOurs) return complaint(401, 'Client authentication failed')
    return { status: 200, body: { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, access_token: tokens.issue() } }
  }

  function webhooks(kind: string, data: JsonObject, change: Change): readonly OutgoingWebhook[] {
    if (kind !== 'reservations') return []
    const event = change === 'created' ? 'reservation.created' : 'reservation.updated'
    const about = { object: 'reservation', event, accountId: Number(ACCOUNT), listingMapId: LISTING }
    return hostawayDeliveries(world, { ...about, data })
  }
}

/** An expired token is a 403. */
const FAULTS: Readonly<Record<VendorFault, FakeReply>> = {
  unauthorized: complaint(403, 'Unauthorized'),
  refused: complaint(403, 'Unauthorized'),
  too_many: { ...complaint(429, 'Too many requests'), headers: { 'retry-after': '2' } },
  too_many_bare: complaint(429, 'Too many requests'),
  server_error: complaint(500, 'Internal error')
}
