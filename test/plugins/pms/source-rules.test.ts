import { createHmac } from 'node:crypto'
import t from 'tap'
import type { Environ } from '../../../src/config/environment.ts'
import { matchExactly } from '../../support/match-exactly.ts'
import { API_TOKEN, buildTestApp } from '../../support/test-app.ts'

const SHARED = 'shared-secret-0123456789'
const HEADER = { 'x-webhook-secret': SHARED }
const MEWS = { MEWS_WEBHOOK_SECRET: 'mews-secret-0123456789' }
const MESSAGE = 'is a source that the sender may not speak for: see PMS_SOURCES'

const guest = (source: string) => ({ externalId: 'g-1', source, lastName: 'Doe' })
const reservation = (source: string, guestSource = source) => ({
  externalId: 'r-1',
  source,
  guest: guest(guestSource),
  arrivalDate: '2024-03-15',
  departureDate: '2024-03-18',
  status: 'confirmed'
})
const event = (source: string, data: object) => ({ type: 'guest.checked_in', source, data })

/** Each place of a generic body that names a source. */
const FOREIGN: readonly (readonly [path: string, body: object, pointer: string])[] = [
  ['/guests', guest('mews'), '/source'],
  ['/reservations', reservation('mews', 'desk'), '/source'],
  ['/reservations', reservation('desk', 'mews'), '/guest/source'],
  ['/events', event('mews', { guest: guest('desk') }), '/source'],
  ['/events', event('desk', { guest: guest('mews') }), '/data/guest/source'],
  ['/events', event('desk', { reservation: reservation('mews', 'desk') }), '/data/reservation/source'],
  ['/events', event('desk', { reservation: reservation('desk', 'mews') }), '/data/reservation/guest/source']
]

t.test('the shared secret cannot speak for an adapter that has a credential of its own', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, ...MEWS })
  for (const [path, body, pointer] of FOREIGN) {
    const reply = await app.post(`/webhooks/pms${path}`, JSON.stringify(body), HEADER)
    t.equal(reply.statusCode, 400, pointer)
    t.strictSame(reply.json().error.code, 'VALIDATION_ERROR')
    t.strictSame(reply.json().error.details, { errors: [{ path: pointer, message: MESSAGE }] })
  }
  t.strictSame(await app.rows('select outcome, reason from deliveries order by position'), [
    ...FOREIGN.map(([, , pointer]) => ({ outcome: 'rejected', reason: `${pointer}: ${MESSAGE}` }))
  ])
  t.strictSame(await app.events(), [])
  t.equal((await app.get('/api/guests/mews/g-1')).statusCode, 404)

  for (const body of [guest('desk'), { ...guest('cloudbeds'), guest: { source: 'mews' } }]) {
    const reply = await app.post('/webhooks/pms/guests', JSON.stringify(body), HEADER)
    t.equal(reply.statusCode, 200, 'other sources, and fields that are not read')
  }
})

t.test('a body that is wrong in other places as well is told of all of them', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, ...MEWS })
  const { lastName: _none, ...nameless } = guest('mews')
  const reply = await app.post('/webhooks/pms/guests', JSON.stringify(nameless), HEADER)
  t.strictSame(
    reply.json().error.details.errors.map(({ path }: { path: string }) => path),
    ['/source', '/lastName']
  )
  for (const body of ['[]', 'null', '7', '{"source":7,"guest":"mews"}', '{"data":{"guest":["mews"]}}']) {
    for (const path of ['guests', 'reservations', 'events']) {
      t.equal((await app.post(`/webhooks/pms/${path}`, body, HEADER)).statusCode, 400, `${path} ${body}`)
    }
  }
})

t.test('PMS_SOURCES names the sources, also those of guarded adapters', async (t) => {
  const environ = { PMS_WEBHOOK_SECRET: SHARED, ...MEWS, PMS_SOURCES: 'mews, desk' }
  const app = await buildTestApp(t, environ)
  for (const [source, status] of [
    ['mews', 200],
    ['desk', 200],
    ['cloudbeds', 400],
    ['Mews', 400]
  ] as const) {
    const reply = await app.post('/webhooks/pms/guests', JSON.stringify(guest(source)), HEADER)
    t.equal(reply.statusCode, status, source)
  }
  for (const [path, body] of FOREIGN) {
    t.equal((await app.post(`/webhooks/pms${path}`, JSON.stringify(body), HEADER)).statusCode, 200, path)
  }
})

t.test('nobody speaks for a guarded adapter on a generic route that needs no secret', async (t) => {
  const app = await buildTestApp(t, MEWS)
  t.equal((await app.post('/webhooks/pms/guests', JSON.stringify(guest('mews')))).statusCode, 400)
  t.equal((await app.post('/webhooks/pms/guests', JSON.stringify(guest('desk')))).statusCode, 200)
})

t.test('a rejected delivery becomes an event once its source is allowed and it is replayed', async (t) => {
  const closed = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, PMS_SOURCES: 'desk' })
  await closed.post('/webhooks/pms/guests', JSON.stringify(guest('acme')), HEADER)
  const [delivery] = await closed.deliveries()
  const { databaseUrl } = closed
  const open = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, PMS_SOURCES: 'desk,acme' }, { databaseUrl })
  const path = `/api/deliveries/${delivery?.id}/replay`
  const replay = (app: typeof open) =>
    app.app.inject({ method: 'POST', url: path, headers: { authorization: `Bearer ${API_TOKEN}` } })
  matchExactly(t, (await replay(closed)).json(), { written: false, after: { outcome: 'rejected' } })
  matchExactly(t, (await replay(open)).json(), { written: true, after: { outcome: 'accepted' } })
})

const OPENS: readonly (readonly [name: string, environ: Environ, status: number])[] = [
  ['no credential of its own', {}, 200],
  ['a secret of its own', MEWS, 401],
  ['a token of its own', { MEWS_WEBHOOK_TOKEN: 'mews-token-0123456789' }, 401],
  ['named in PMS_SOURCES', { PMS_SOURCES: 'mews' }, 200],
  ['not named in PMS_SOURCES', { PMS_SOURCES: 'cloudbeds' }, 401],
  ['named in PMS_SOURCES, with a secret of its own', { ...MEWS, PMS_SOURCES: 'mews' }, 401]
]

t.test('the shared secret opens an adapter only while it has no credential of its own', async (t) => {
  for (const [name, environ, status] of OPENS) {
    const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, ...environ })
    const body = '{"EnterpriseId":"H","Events":[]}'
    const byBearer = { authorization: `Bearer ${SHARED}` }
    for (const headers of [HEADER, byBearer, { 'x-mews-signature': sign(body, SHARED) }]) {
      const reply = await app.post('/webhooks/pms/mews', body, headers)
      t.equal(reply.statusCode, 'x-mews-signature' in headers ? 401 : status, `${name}: ${Object.keys(headers)}`)
    }
    t.equal((await app.post(`/webhooks/pms/mews?token=${SHARED}`, body)).statusCode, 401, name)
    t.equal((await app.post('/webhooks/pms/mews', body)).statusCode, 401, `${name}: nothing at all`)
  }
})

t.test('an adapter whose own credential is a secret in a header does not take the shared one', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SHARED, CLOUDBEDS_WEBHOOK_SECRET: 'own-secret-0123456789' })
  const post = (secret: string) => app.post('/webhooks/pms/cloudbeds', '{}', { 'x-webhook-secret': secret })
  t.equal((await post(SHARED)).statusCode, 401)
  t.equal((await post('own-secret-0123456789')).statusCode, 200)
})

function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}
