import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import { routed } from '../router.ts'
import { createTokens } from '../tokens.ts'
import type { Change, FakeReply, FakeRequest, OutgoingWebhook, Vendor, VendorFault, World } from '../vendor.ts'
import { createWindow } from '../window.ts'
import { seedHouse } from './house.ts'
import { complaint, guestyReads } from './reads.ts'
import { guestyDeliveries, guestyWebhooks } from './webhooks.ts'

const CLIENT = { GUESTY_CLIENT_ID: 'fake-guesty-client', GUESTY_CLIENT_SECRET: 'fake-secret-of-guesty-000000' }
const DAY_SECONDS = 86_400
/** https://open-api-docs.guesty.com/docs/authentication: five tokens in a day for one client. */
const TOKENS_A_DAY = 5
const LONG_WAIT_SECONDS = '40000'
/** https://open-api-docs.guesty.com/docs/rate-limits */
const LIMITS = { second: 15, minute: 120, hour: 5000 } as const
const AT_ONCE = 15

/** Guesty's Open API. */
export function createGuesty(world: World): Vendor {
  const tokens = createTokens(DAY_SECONDS * 1000, world.monotonic)
  const issued = createWindow(TOKENS_A_DAY, DAY_SECONDS * 1000, world.monotonic)
  const second = createWindow(LIMITS.second, 1000, world.monotonic)
  const minute = createWindow(LIMITS.minute, 60_000, world.monotonic)
  const hour = createWindow(LIMITS.hour, 3_600_000, world.monotonic)
  const routes = [...guestyReads(world), ...guestyWebhooks(world)]

  return {
    credentials: CLIENT,
    answer,
    fault: (fault) => FAULTS[fault],
    idOf: (_kind, { _id }) => textOf(_id),
    touched(_kind, record) {
      const now = new Date(world.now()).toISOString()
      return { createdAt: now, ...record, lastUpdatedAt: now }
    },
    webhooks,
    expireTokens: () => tokens.expireAll(),
    mainKind: 'reservations',
    seed: () => seedHouse(world),
    edit: (record, serial) => ({ ...record, notes: { specialRequests: `Request ${serial}` } })
  }

  async function answer(request: FakeRequest): Promise<FakeReply> {
    if (request.path === '/oauth2/token') return issue(request)
    if (tokens.ageOf(request.headers.authorization) === undefined) return FAULTS.unauthorized
    if (world.inFlight() > AT_ONCE) return FAULTS.too_many_bare
    const full = [second, minute, hour].find((window) => window.remaining('') === 0)
    if (full !== undefined) {
      return { ...FAULTS.too_many_bare, headers: { ...limits(), 'retry-after': String(full.retryAfter('')) } }
    }
    for (const window of [second, minute, hour]) window.take('')
    const reply = await (routed(routes, request) ?? complaint(404, 'Not found'))
    return { ...reply, headers: { ...reply.headers, ...limits() } }
  }

  function issue({ method, body }: FakeRequest): FakeReply {
    const form = new URLSearchParams(body)
    if (method !== 'POST' || form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'open-api') {
      return complaint(400, 'grant_type or scope is invalid')
    }
    const isOurs =
      form.get('client_id') === CLIENT.GUESTY_CLIENT_ID && form.get('client_secret') === CLIENT.GUESTY_CLIENT_SECRET
    if (!isOurs) return complaint(401, 'invalid_client')
    if (!issued.take('')) return { ...complaint(429, 'Too many tokens'), headers: { 'retry-after': LONG_WAIT_SECONDS } }
    const token = { access_token: tokens.issue(), expires_in: DAY_SECONDS, token_type: 'Bearer', scope: 'open-api' }
    return { status: 200, body: token }
  }

  function limits(): Record<string, string> {
    return {
      'x-ratelimit-limit-second': String(LIMITS.second),
      'x-ratelimit-limit-minute': String(LIMITS.minute),
      'x-ratelimit-limit-hour': String(LIMITS.hour),
      'x-ratelimit-remaining-second': String(second.remaining('')),
      'x-ratelimit-remaining-minute': String(minute.remaining('')),
      'x-ratelimit-remaining-hour': String(hour.remaining(''))
    }
  }

  function webhooks(kind: string, record: JsonObject, change: Change): readonly OutgoingWebhook[] {
    if (kind === 'guests') {
      const event = `guest.${{ created: 'created', changed: 'updated', removed: 'deleted' }[change]}`
      return guestyDeliveries(world, event, { event, guest: record })
    }
    if (kind !== 'reservations') return []
    const event = change === 'created' ? 'reservation.created.v2' : 'reservation.updated.v2'
    const meta = { eventId: randomUUID(), publishedAt: new Date(world.now()).toISOString() }
    const { _id, status, confirmationCode, stay } = record
    return guestyDeliveries(world, event, { event, meta, data: { reservationId: _id, status, confirmationCode, stay } })
  }
}

const FAULTS: Readonly<Record<VendorFault, FakeReply>> = {
  unauthorized: complaint(401, 'Unauthorized'),
  refused: complaint(403, 'Forbidden'),
  too_many: { ...complaint(429, 'Too many requests'), headers: { 'retry-after': '2' } },
  too_many_bare: complaint(429, 'Too many requests'),
  server_error: complaint(500, 'Internal error')
}
