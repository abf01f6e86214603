import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

// What changes beside the fields of the event model is news, and stays in the state.

const RULES = [
  {
    name: 'beds24',
    subject: 'reservations/beds24/1',
    bodyOf: (change: object) => ({
      ...{ timeStamp: '2026-05-01T09:00:00Z', booking: { id: 1, status: 'confirmed' } },
      ...{ infoItems: [], invoiceItems: [], messages: [], ...change }
    }),
    changes: [{ infoItems: [{ code: 'KEY', text: '77' }] }, { invoiceItems: [{ id: 3, amount: 12 }] }],
    same: { timeStamp: '2026-05-01T09:05:00Z', retries: 2, invoiceItems: [{ id: 3, amount: 12 }] }
  },
  {
    name: 'lodgify',
    subject: 'reservations/lodgify/1',
    bodyOf: (change: object) => [
      { action: 'booking_change', booking: { id: 1, status: 'Booked' }, guest: { uid: 'g', name: 'Kim' }, ...change }
    ],
    changes: [
      { guest: { uid: 'g', name: 'Kim', street_address1: 'Main Street 1' } },
      { current_order: { room_types: [{ id: 4 }] } },
      { balance_due: '12.50' }
    ],
    same: { balance_due: '12.50' }
  },
  {
    name: 'ownerrez',
    subject: 'guests/ownerrez/8',
    bodyOf: (change: object) => ({
      ...{ action: 'entity_update', entity_type: 'guest', entity_id: 8 },
      entity: { id: 8, first_name: 'Kim', ...change }
    }),
    changes: [
      { addresses: [{ city: 'Bergen' }] },
      { phones: [{ number: '+4799000011' }, { number: '+4799000012' }] },
      { opt_out: true }
    ],
    same: { opt_out: true, updated_utc: '2026-05-02T09:00:00Z' }
  }
]

for (const { name, subject, bodyOf, changes, same } of RULES) {
  t.test(`${name}: a change beside the known fields is an update`, async (t) => {
    const app = await buildTestApp(t)
    const send = sender(app, name)
    t.equal(await send(bodyOf({})), 'accepted')
    for (const change of changes) {
      t.equal(await send(bodyOf(change)), 'accepted', JSON.stringify(change))
      const state = JSON.stringify((await app.get(`/api/${subject}`)).json().state)
      for (const value of valuesIn(change)) t.ok(state.includes(value), value)
    }
    t.equal(await send(bodyOf(same)), 'duplicate', 'what is only about the delivery is no news')
  })
}

t.test('siteminder: rooms, services, and prices of a reservation are part of it', async (t) => {
  const app = await buildTestApp(t)
  let minute = 0
  const send = async (parts: string) => {
    const time = `2026-05-01T09:0${minute++}:00+00:00`
    const one = `<HotelReservation ResStatus="Modify" LastModifyDateTime="${time}"><UniqueID ID="R1"/>${parts}</HotelReservation>`
    const body = `<Envelope><Body><OTA_HotelResNotifRQ EchoToken="${minute}"><HotelReservations>${one}</HotelReservations></OTA_HotelResNotifRQ></Body></Envelope>`
    await app.post('/webhooks/pms/siteminder', body, { 'content-type': 'text/xml; charset=utf-8' })
    const { state } = (await app.get('/api/reservations/siteminder/R1')).json()
    return [(await app.deliveries()).at(-1)?.outcome, state.extra]
  }
  const room = (code: string) =>
    `<RoomStay><RoomTypes><RoomType RoomTypeCode="${code}"/></RoomTypes><TimeSpan Start="2026-09-01" End="2026-09-03"/></RoomStay>`
  const stay = (code: string) => ({
    RoomTypes: { RoomType: { '@RoomTypeCode': code } },
    TimeSpan: { '@Start': '2026-09-01', '@End': '2026-09-03' }
  })
  const rooms = `<RoomStays>${room('DBL')}${room('TPL')}</RoomStays>`
  const both = { RoomStay: [stay('DBL'), stay('TPL')] }
  t.strictSame(await send(`<RoomStays>${room('DBL')}</RoomStays>`), [
    'accepted',
    { RoomStays: { RoomStay: stay('DBL') } }
  ])
  t.strictSame(await send(rooms), ['accepted', { RoomStays: both }])
  const service = '<Services><Service ServiceInventoryCode="CRIB"/></Services>'
  const Services = { Service: { '@ServiceInventoryCode': 'CRIB' } }
  t.strictSame(await send(rooms + service), ['accepted', { RoomStays: both, Services }])
  const total = '<ResGlobalInfo><Total AmountBeforeTax="90.00" CurrencyCode="EUR"/></ResGlobalInfo>'
  const ResGlobalInfo = { Total: { '@AmountBeforeTax': '90.00', '@CurrencyCode': 'EUR' } }
  t.strictSame(await send(rooms + service + total), ['accepted', { RoomStays: both, Services, ResGlobalInfo }])
  t.strictSame((await send(rooms + service + total))[0], 'duplicate')
  t.strictSame(await send(rooms), ['accepted', { RoomStays: both }], 'what the whole reservation no longer has is gone')
})

t.test('an object that an adapter opens twice is read once', async (t) => {
  const app = await buildTestApp(t)
  await sender(app, 'beds24')({ booking: { id: 1, propertyId: 2, status: 'confirmed' }, messages: [] })
  await sender(
    app,
    'smoobu'
  )({ action: 'newReservation', data: { id: 1, apartment: { id: 3 }, arrival: '2026-09-01' } })
  await sender(
    app,
    'ownerrez'
  )({
    ...{ action: 'entity_insert', entity_type: 'booking', entity_id: 1 },
    entity: { id: 1, status: 'active', property_id: 7 }
  })
  t.strictSame(
    (await app.events()).map(({ source, data }) => [source, data['extra']]),
    ['beds24', 'smoobu', 'ownerrez'].map((source) => [source, undefined])
  )
})

function sender(app: TestApp, name: string) {
  return async (body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    await app.post(`/webhooks/pms/${name}`, JSON.stringify(body), headers)
    return (await app.deliveries()).at(-1)?.outcome
  }
}

/** The scalars inside a value, as JSON. */
function valuesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [JSON.stringify(value)]
}

t.test('a booking that moves to another hotel, and a full name that says more than its parts, are news', async (t) => {
  const app = await buildTestApp(t)
  const [beds24, smoobu, guesty] = ['beds24', 'smoobu', 'guesty'].map((name) => sender(app, name))
  for (const propertyId of [2, 3]) {
    t.equal(await beds24?.({ booking: { id: 1, propertyId, status: 'confirmed' } }), 'accepted')
  }
  for (const name of ['Kim Dahl', 'Kim Dahl (company)']) {
    const data = { id: 1, firstname: 'Kim', lastname: 'Dahl', 'guest-name': name }
    t.equal(await smoobu?.({ action: 'updateReservation', data }), 'accepted')
  }
  for (const _id of ['g1', 'g2']) {
    const reservation = { _id: 'r', guestId: 'g1', guest: { _id, firstName: 'Kim' } }
    t.equal(await guesty?.({ event: 'reservation.updated', reservation }), 'accepted')
  }
  const extraOf = async (path: string) => (await app.get(`/api/${path}`)).json().state.extra
  t.strictSame(await extraOf('reservations/beds24/1'), { propertyId: 3 })
  t.strictSame(await extraOf('reservations/smoobu/1'), { 'guest-name': 'Kim Dahl (company)' })
  t.strictSame(await extraOf('guests/guesty/g1'), { _id: 'g2' })
})

t.test('null, and a list without items, empty what was made of them', async (t) => {
  const app = await buildTestApp(t)
  const ownerrez = sender(app, 'ownerrez')
  const person = (entity: object) => ({ action: 'entity_update', entity_type: 'guest', entity_id: 8, entity })
  await ownerrez(person({ email_addresses: [{ address: 'kim@example.com' }], phones: [{ number: '+4799000011' }] }))
  await ownerrez(person({ email_addresses: [], phones: null }))
  const { state } = (await app.get('/api/guests/ownerrez/8')).json()
  t.strictSame([state.email, state.emailValid, state.phone, state.phoneE164], [null, null, null, null])

  const lodgify = sender(app, 'lodgify')
  for (const [name, expected] of [
    ['Kim Dahl', 'Kim Dahl'],
    [undefined, 'Kim Dahl'],
    [null, null]
  ] as const) {
    await lodgify([{ action: 'booking_change', booking: { id: 1 }, guest: { uid: 'g', name } }])
    t.equal((await app.get('/api/guests/lodgify/g')).json().state.lastName, expected)
  }
})
