import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const USER = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }
const BASE = {
  id: 7,
  status: 'new',
  guestFirstName: 'Kim',
  guestLastName: 'Dahl',
  guestEmail: 'kim@example.com',
  phone: '+49 0151 23456789',
  guestLocale: 'de',
  confirmationCode: 'HM1',
  arrivalDate: '2026-07-01',
  departureDate: '2026-07-04',
  totalPrice: 300,
  currency: 'EUR',
  adults: 2,
  guestNote: 'Crib',
  hostNote: 'VIP',
  doorCode: '1',
  customFieldValues: [{ customFieldId: 1, value: 'a' }]
}

let clock = Date.UTC(2026, 4, 1, 8)

t.test('each field of a reservation is news when it changes, and times of modification are not', async (t) => {
  const app = await start(t)
  await send(app, BASE)
  for (const [change, path] of [
    [{ doorCode: '2' }, '/extra/doorCode'],
    [{ hostNote: 'late' }, '/notes'],
    [{ comment: 'x' }, '/notes'],
    [{ isPaid: 1 }, '/extra/isPaid'],
    [{ paymentMethod: 'card' }, '/extra/paymentMethod'],
    [{ bookingcomNoShowReportedAt: '2026-07-02 10:00:00' }, '/extra/bookingcomNoShowReportedAt'],
    [{ listingUnitId: 4 }, '/extra/listingUnitId'],
    [{ customFieldValues: [{ customFieldId: 1, value: 'b' }] }, '/extra/customFieldValues'],
    [{ guestCountry: 'SE' }, '/extra/guestCountry'],
    [{ listingMapId: 9 }, '/extra/listingMapId'],
    [{ guestName: 'K. Dahl' }, '/extra/guestName'],
    [{ someNewField: { a: 1 } }, '/extra/someNewField']
  ] as const) {
    const reply = await send(app, { ...BASE, ...change })
    t.strictSame([reply.outcome, reply.events.length], ['accepted', 1], path)
    const { type, data } = (await app.events()).at(-1) ?? {}
    const paths = (data?.['changes'] as { path: string }[]).map((one) => one.path)
    t.strictSame([type, paths.includes(path)], ['reservation.updated', true], path)
    await send(app, BASE)
  }
  const touched = await send(app, { ...BASE, latestActivityOn: '2026-05-01 09:00:00' })
  t.strictSame([touched.outcome, touched.events], ['duplicate', []])
})

t.test('null and absent empty', async (t) => {
  const app = await start(t)
  for (const emptied of [null, undefined]) {
    await send(app, BASE)
    const fields = [
      'guestNote',
      'phone',
      'guestEmail',
      'guestLocale',
      'confirmationCode',
      'hostNote',
      'doorCode',
      'adults'
    ]
    const reply = await send(app, { ...BASE, ...Object.fromEntries(fields.map((name) => [name, emptied])) })
    t.strictSame([reply.outcome, reply.events.length], ['accepted', 1])
    const { state } = await stateOf(app)
    t.strictSame(
      [state.specialRequests, state.notes, state.confirmationNumber, state.adults, state.extra.doorCode ?? null],
      [[], [], null, null, null]
    )
    const { firstName, email, emailValid, phone, phoneE164, language } = state.guest
    t.strictSame([firstName, email, emailValid, phone, phoneE164, language], ['Kim', null, null, null, null, null])
    const changes = (await app.events()).at(-1)?.data['changes'] as { path: string; after: unknown }[]
    t.strictSame(changes.find(({ path }) => path === '/guest/phone')?.after, null)
    t.strictSame(changes.find(({ path }) => path === '/specialRequests')?.after, [])
  }
})

t.test('dates that are none are not told, and never written over real ones', async (t) => {
  const app = await start(t)
  const yesterday = { arrivalDate: '2026-04-30', departureDate: '2026-04-30', isDatesUnspecified: 1 }
  await send(app, { ...BASE, id: 8, ...yesterday })
  const created = Object((await app.events()).at(-1)?.data['reservation'])
  t.strictSame([created.arrivalDate, created.departureDate], [undefined, undefined])
  await send(app, BASE)
  await send(app, { ...BASE, ...yesterday })
  const { state } = await stateOf(app)
  t.strictSame(
    [state.arrivalDate, state.departureDate, state.extra.isDatesUnspecified],
    ['2026-07-01', '2026-07-04', 1]
  )
})

t.test('empty parts of a name count as missing', async (t) => {
  const app = await start(t)
  for (const [first, last, expected] of [
    ['', '', [null, 'Kim Dahl']],
    [' ', null, [null, 'Kim Dahl']],
    [null, undefined, [null, 'Kim Dahl']],
    ['Kim', '', ['Kim', null]],
    ['', 'Dahl', [null, 'Dahl']]
  ] as const) {
    await send(app, { ...BASE, guestName: 'Kim Dahl', guestFirstName: first, guestLastName: last })
    const { guest } = (await stateOf(app)).state
    t.strictSame([guest.firstName, guest.lastName], expected)
  }
})

t.test('an older update changes nothing and tells nothing', async (t) => {
  const app = await start(t)
  const at = (updatedOn: string, fields: object) => send(app, { ...BASE, ...fields, updatedOn })
  const today = new Date().toISOString().slice(0, 10)
  await at(`${today} 07:00:00`, {})
  await at(`${today} 09:00:00`, { status: 'cancelled' })
  const late = await at(`${today} 08:30:00`, { status: 'modified', doorCode: '9', guestFirstName: 'Old' })
  t.strictSame([late.outcome, late.events], ['accepted', []])
  t.strictSame(late.reason, 'it is older than the stored state, so nothing changed')
  const { state } = await stateOf(app)
  t.strictSame([state.status, state.extra.doorCode, state.guest.firstName], ['cancelled', '1', 'Kim'])
  t.strictSame((await at(`${today} 09:00:01`, { status: 'modified' })).events.length, 1)
})

t.test('one odd field costs that field', async (t) => {
  const app = await start(t)
  const odd = { currency: '', adults: 'two', guestNote: ['a'], arrivalDate: '2026-02-30', phone: {} }
  const reply = await send(app, { ...BASE, ...odd, children: '2' })
  t.strictSame([reply.outcome, reply.events.length], ['quarantined', 1])
  t.strictSame(reply.problems.map(({ path }: { path: string }) => path).sort(), [
    '/data/adults',
    '/data/arrivalDate',
    '/data/currency',
    '/data/guestNote',
    '/data/phone'
  ])
  const { state } = await stateOf(app)
  t.strictSame(
    [state.status, state.departureDate, state.children, state.totalRate],
    ['confirmed', '2026-07-04', 2, undefined]
  )
  t.strictSame([state.guest.email, state.extra.totalPrice], ['kim@example.com', 300])
})

t.test('a refund is a negative total, and a price without a currency is told', async (t) => {
  const app = await start(t)
  await send(app, { ...BASE, status: 'cancelled', totalPrice: -35.5 })
  t.strictSame((await stateOf(app)).state.totalRate, { amount: '-35.50', currency: 'EUR' })
  const reply = await send(app, { ...BASE, status: 'cancelled', totalPrice: 12, currency: null })
  t.strictSame(reply.events.length, 1)
  const { state } = await stateOf(app)
  t.strictSame([state.totalRate, state.currency, state.extra.totalPrice], [null, null, 12])
})

function start(t: Parameters<typeof buildTestApp>[0]) {
  return buildTestApp(t, { HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
}

async function send(app: TestApp, data: object) {
  clock += 1000
  const updatedOn = new Date(clock).toISOString().slice(0, 19).replace('T', ' ')
  const body = JSON.stringify({ event: 'reservation.updated', accountId: 1, data: { updatedOn, ...data } })
  return (await app.post('/webhooks/pms/hostaway', body, USER)).json()
}

async function stateOf(app: TestApp) {
  return (await app.get('/api/reservations/hostaway/7?property=1')).json()
}

t.test('an updatedOn from the future hides nothing that comes later', async (t) => {
  const app = await start(t)
  // Hostaway's time has no zone: this one is UTC.
  const written = (ahead: number) => new Date(Date.now() + ahead * 60_000).toISOString().slice(0, 19).replace('T', ' ')
  for (const [id, ahead] of [30 * 24 * 60, 2 * 24 * 60, 20 * 60].entries()) {
    await sendWritten(app, { ...BASE, id }, written(-30))
    await sendWritten(app, { ...BASE, id, doorCode: '2' }, written(ahead))
    await sendWritten(app, { ...BASE, id, status: 'cancelled' }, written(-20))
    const { state } = (await app.get(`/api/reservations/hostaway/${id}`)).json()
    t.equal(state.status, 'cancelled', `${ahead} minutes`)
    await sendWritten(app, { ...BASE, id }, written(-40))
    t.equal((await app.get(`/api/reservations/hostaway/${id}`)).json().state.status, 'cancelled', 'a retry is older')
  }
})

t.test(
  'times with and without Z are put in one order, and a clock with a zone that is ahead hides nothing',
  async (t) => {
    const app = await start(t)
    for (const [updatedOn, doorCode, expected] of [
      ['2026-05-01 10:00:00', 'a', 'a'],
      ['2026-05-01T09:00:00Z', 'older', 'a'],
      ['2026-05-01 11:00:00', 'b', 'b'],
      ['2026-05-01T12:00:00Z', 'c', 'c'],
      ['2026-05-01 11:59:59', 'older', 'c'],
      ['2026-05-01T14:30:00+02:00', 'd', 'd'],
      ['2026-05-01 12:30:01', 'e', 'e']
    ] as const) {
      await sendWritten(app, { ...BASE, doorCode }, updatedOn)
      t.equal((await app.get('/api/reservations/hostaway/7')).json().state.extra.doorCode, expected, updatedOn)
    }
    const zoned = (ahead: number) => new Date(Date.now() + ahead * 60_000).toISOString()
    for (const [id, ahead] of [10, 10 * 60, 2 * 24 * 60].entries()) {
      await sendWritten(app, { ...BASE, id, doorCode: '2' }, zoned(ahead))
      await sendWritten(app, { ...BASE, id, status: 'cancelled' }, zoned(0))
      const { state } = (await app.get(`/api/reservations/hostaway/${id}`)).json()
      t.equal(state.status, 'cancelled', `${ahead} minutes`)
      await sendWritten(app, { ...BASE, id }, zoned(-20))
      t.equal((await app.get(`/api/reservations/hostaway/${id}`)).json().state.status, 'cancelled', 'a retry is older')
    }
  }
)

function sendWritten(app: TestApp, data: object, updatedOn: string) {
  const body = JSON.stringify({ event: 'reservation.updated', data: { ...data, updatedOn } })
  return app.post('/webhooks/pms/hostaway', body, { ...USER, 'content-type': 'application/json' })
}
