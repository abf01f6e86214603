import t from 'tap'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'

// Nothing that is known is dropped silently, at any level.

const BASIC = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }

t.test('fields beside the data of an event are in its extra, and make another fact', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = {
    type: 'room.status_changed',
    source: 'acme',
    timestamp: '2026-01-01T00:00:00Z',
    data: { roomNumber: '5', newStatus: 'dirty' }
  }
  const send = async (more: object) =>
    (
      await app.post('/webhooks/pms/events', JSON.stringify({ ...body, ...more }), {
        'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET
      })
    ).json().outcome
  t.strictSame(
    [await send({ actor: 'Bo' }), await send({ actor: 'Bo' }), await send({ actor: 'Kim' }), await send({})],
    ['accepted', 'duplicate', 'accepted', 'accepted']
  )
  t.strictSame(
    (await app.events()).map(({ data }) => data['extra']),
    [{ actor: 'Bo' }, { actor: 'Kim' }, undefined]
  )
})

t.test('fields beside what vendors report are in vendor', async (t) => {
  const app = await buildTestApp(t, { HOSTAWAY_WEBHOOK_SECRET: 'u:p', MEWS_WEBHOOK_TOKEN: 'tok' })
  const stay = { id: 7, status: 'new', arrivalDate: '2026-07-01', departureDate: '2026-07-04' }
  const hostaway = {
    event: 'reservation.created',
    object: 'reservation',
    accountId: 1,
    listingMapId: 40160,
    data: stay
  }
  await app.post('/webhooks/pms/hostaway', JSON.stringify(hostaway), BASIC)
  const Events = [{ Discriminator: 'CustomerUpdated', Value: { Id: 'c1' } }]
  const mews = { EnterpriseId: 'e1', IntegrationId: 'i1', Events }
  await app.post('/webhooks/pms/mews?token=tok', JSON.stringify(mews))
  t.strictSame(
    (await app.events()).map(({ data }) => data['vendor']),
    [
      { event: 'reservation.created', listingMapId: 40160 },
      { IntegrationId: 'i1', event: 'CustomerUpdated', value: { Id: 'c1' } }
    ]
  )
  const large = await app.post('/webhooks/pms/mews?token=tok', JSON.stringify({ ...mews, Blob: 'x'.repeat(2_000) }))
  t.strictSame([large.json().outcome, large.json().events.length], ['quarantined', 1])
})

t.test('cloudbeds: an odd field is a problem at its path, beside the event', async (t) => {
  const app = await buildTestApp(t, { CLOUDBEDS_WEBHOOK_TOKEN: 'tok' })
  for (const [body, path] of [
    [{ event: 'reservation/status_changed', reservationID: 'r1', status: {} }, '/status'],
    [{ event: 'reservation/dates_changed', reservationID: 'r1', startDate: 'soon' }, '/startDate'],
    [{ event: 'housekeeping/room_condition_changed', roomID: '1', condition: {} }, '/condition']
  ] as const) {
    const { outcome, problems, events } = (
      await app.post('/webhooks/pms/cloudbeds?token=tok', JSON.stringify(body))
    ).json()
    t.strictSame(
      [outcome, problems.map((problem: { path: string }) => problem.path), events.length],
      ['quarantined', [path], 1]
    )
  }
})
