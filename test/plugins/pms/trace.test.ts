import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

t.test('an authentic delivery that becomes no event names what it lacks', async (t) => {
  const app = await buildTestApp(t)
  const conversation = { _id: 'c1' }
  const received = { event: 'reservation.messageReceived', conversation }
  const block = { event: 'roomblock/created', propertyID: '7', roomBlockType: 'out_of_service' }
  const nothing = { EnterpriseId: 'E-1', Events: [] }
  for (const [name, body, paths] of [
    ['guesty', received, ['/message']],
    ['guesty', { ...received, message: null, messages: [{ _id: 'm1', body: 'Hello' }] }, ['/message']],
    ['cloudbeds', block, ['/rooms']],
    ['cloudbeds', { ...block, rooms: [] }, ['/rooms']],
    ['cloudbeds', { ...block, roomBlockType: 'blocked_dates' }, []],
    ['mews', { ...nothing, Entities: { ServiceOrders: [{ Id: 'r1' }] } }, ['/Entities']],
    ['mews', { Action: 'IntegrationRenamed', Data: {} }, ['/Action']],
    ['mews', { Action: 'IntegrationDisabled', Data: {} }, []],
    ['mews', nothing, []]
  ] as const) {
    const { events, problems } = await send(app, name, body)
    t.strictSame([events, problems.map(({ path }: { path: string }) => path)], [[], paths], JSON.stringify(body))
  }
})

t.test('an odd time of modification does not make an update an older one', async (t) => {
  const app = await buildTestApp(t, { BEDS24_CURRENCY: 'EUR' })
  for (const [status, time] of [
    ['Book', '2026-05-01T10:00:00Z'],
    ['Cancel', '2026-05-01T10:30:00']
  ] as const)
    await sendXml(app, status, time)
  t.strictSame(
    (await app.events()).map(({ type }) => type),
    ['reservation.created', 'reservation.cancelled']
  )
  const ownerRez = (status: string, updated_utc: string) => ({
    ...{ id: `${status}-${updated_utc}`, action: 'entity_update', entity_type: 'booking', entity_id: 9 },
    entity: { id: 9, status, updated_utc }
  })
  const beds24 = (status: string, modifiedTime: string) => ({ booking: { id: 9, status, modifiedTime } })
  for (const [name, bodyOf, words] of [
    ['ownerrez', ownerRez, ['active', 'canceled']],
    ['beds24', beds24, ['confirmed', 'cancelled']]
  ] as const) {
    const [first, last] = words
    const sent = [
      bodyOf(first, '2026-05-01T10:00:00'),
      bodyOf(last, '2026-05-01 11:00:00'),
      bodyOf(first, '2026-05-01 10:30:00')
    ]
    for (const body of sent) t.strictSame((await send(app, name, body)).problems, [], name)
    const { state } = (await app.get(`/api/reservations/${name}/9`)).json()
    t.equal(state.sourceStatus, last, name)
  }
})

t.test('smoobu: a new time of modification alone is no change', async (t) => {
  const app = await buildTestApp(t)
  const data = { id: 1, type: 'reservation', modifiedAt: '2026-05-01 10:00:00' }
  t.equal((await send(app, 'smoobu', { action: 'newReservation', data })).outcome, 'accepted')
  const later = { ...data, modifiedAt: '2026-05-01 11:00:00' }
  t.equal((await send(app, 'smoobu', { action: 'updateReservation', data: later })).outcome, 'duplicate')
})

t.test('a message has what the vendor sent of it, and another text is another message', async (t) => {
  const app = await buildTestApp(t)
  const photo = { id: 1, source: 'guest', message: null, attachment: 'aGk=', attachmentMimeType: 'image/jpeg' }
  await send(app, 'beds24', { booking: { id: 9, status: 'confirmed' }, messages: [photo] })
  const item = { action: 'guest_message_received', message_id: 2, message: 'Hello', inbox_uid: 'B7' }
  await send(app, 'lodgify', [item])
  const data = { message_id: 3, message: 'Hello', bookingId: 9 }
  await send(app, 'smoobu', { action: 'newMessage', data })
  const inquiry = { id: 4, comments: 'Hello', nights: 3 }
  const about = { action: 'entity_insert', entity_type: 'inquiry', entity_id: 4 }
  await send(app, 'ownerrez', { ...about, id: 1, entity: inquiry })
  await send(app, 'ownerrez', { ...about, id: 2, entity: { ...inquiry, nights: 4 } })
  await send(app, 'ownerrez', { ...about, id: 3, action: 'entity_update', entity: { ...inquiry, comments: 'Bye' } })
  t.strictSame(
    (await app.events('type=message.received')).map(({ source, data }) => [
      source,
      Object(data['message']).text,
      Object(data['vendor']).payload
    ]),
    [
      ['beds24', null, photo],
      ['lodgify', 'Hello', item],
      ['smoobu', 'Hello', data],
      ['ownerrez', 'Hello', inquiry],
      ['ownerrez', 'Bye', { ...inquiry, comments: 'Bye' }]
    ]
  )
})

t.test('a message of a guest at Hostify has what the vendor sent', async (t) => {
  const app = await buildTestApp(t)
  const message = { action: 'message_new', message_id: 5, message: 'Hello', attachment_url: 'https://h.example/1' }
  const notification = {
    ...{ Type: 'Notification', MessageId: 'n1', TopicArn: 'arn:1', Message: JSON.stringify(message) },
    Timestamp: '2026-05-01T10:00:00.000Z'
  }
  await send(app, 'hostify', notification)
  const [event] = await app.events()
  t.strictSame([event?.type, event?.data['vendor']], ['message.received', { payload: message }])
})

async function send(app: TestApp, name: string, body: object) {
  return (await app.post(`/webhooks/pms/${name}`, JSON.stringify(body))).json()
}

async function sendXml(app: TestApp, status: string, modified: string) {
  const one =
    `<HotelReservation CreateDateTime="2026-05-01T09:00:00Z" LastModifyDateTime="${modified}" ResStatus="${status}">` +
    '<UniqueID Type="14" ID="0041"/></HotelReservation>'
  const body = `<Envelope><Body><OTA_HotelResNotifRQ><HotelReservations>${one}</HotelReservations></OTA_HotelResNotifRQ></Body></Envelope>`
  await app.post('/webhooks/pms/siteminder', body, { 'content-type': 'text/xml; charset=utf-8' })
}
