import t from 'tap'
import { isProblem } from '../../../schemas/reading.ts'
import { readBody } from './read-body.ts'

// A guest who writes is never taken for the hotel, because the word for the sender is missing or odd.

const MISSING = [undefined, null, '', [1], { a: 1 }]

t.test('a message is the hotel’s only if the vendor says so', async (t) => {
  const hostaway = (isIncoming: unknown) => ({ event: 'message.received', data: { id: 1, body: 'Hi', isIncoming } })
  const smoobu = (type: unknown) => ({ action: 'newMessage', data: { message_id: 1, message: 'Hi', type } })
  const beds24 = (source: unknown) => ({ booking: { id: 1 }, messages: [{ id: 1, message: 'Hi', source }] })
  const hostify = (from: unknown) => ({
    Type: 'Notification',
    MessageId: 'm',
    TopicArn: 't',
    Message: JSON.stringify({ action: 'message_new', message_id: 1, message: 'Hi', from })
  })
  for (const [name, bodyOf, ofGuest, ofHotel] of [
    ['hostaway', hostaway, [1, true, '1', 7, 'yes'], [0, false, '0']],
    ['smoobu', smoobu, [1, '1', 3], [2, '2']],
    ['beds24', beds24, ['guest', 'Guest', 'agent'], ['host']],
    ['hostify', hostify, ['guest', 'Guest', 'Kim Dahl'], ['host', 'Automatic']]
  ] as const) {
    for (const word of [...MISSING, ...ofGuest]) t.strictSame(typesOf(name, bodyOf(word)), ['message.received'], name)
    for (const word of ofHotel) t.strictSame(typesOf(name, bodyOf(word)), ['message.sent'], name)
  }
})

t.test('a message is told under an event that is not known, and without a booking', async (t) => {
  const sns = (message: object) => ({
    ...{ Type: 'Notification', MessageId: 'm', TopicArn: 't' },
    Message: JSON.stringify(message)
  })
  for (const [name, body, path] of [
    ['hostaway', { event: 'conversationMessage.created', object: 'conversationMessage', data: { id: 1 } }, '/event'],
    ['hostaway', { event: 'inbox.new', data: { id: 1, conversationId: 2, body: 'Hi' } }, '/event'],
    ['guesty', { event: 'inbox.message', conversation: { _id: 'c' }, message: { _id: 'm', body: 'Hi' } }, '/event'],
    ['hostify', sns({ action: 'inbox_new', message_id: 1, message: 'Hi' }), '/Message/action'],
    ['hostify', sns({ message_id: 1, message: 'Hi' }), '/Message/action'],
    ['smoobu', { action: 'inboxMessage', data: { id: 5, message: 'Hi' } }, '/action'],
    ['smoobu', { data: { messageId: 5, message: 'Hi' } }, '/action'],
    ['beds24', { booking: null, messages: [{ id: 1, bookingId: 5, source: 'guest', message: 'Hi' }] }, undefined]
  ] as const) {
    t.strictSame(typesOf(name, body), ['message.received'], name)
    t.strictSame(
      readBody(name, body)
        .filter(isProblem)
        .map((one) => one.path),
      path === undefined ? [] : [path],
      name
    )
  }
})

t.test('ownerrez: an inquiry is a message of a guest', async (t) => {
  const entity = { id: 5, guest_id: 8, comments: 'Is it free in May?' }
  const [reading] = readBody('ownerrez', { action: 'entity_insert', entity_type: 'inquiry', entity_id: 5, entity })
  if (reading === undefined || isProblem(reading)) throw new Error('it is read')
  t.strictSame(reading.data, {
    message: {
      ...{ channel: 'pms:ownerrez', externalId: '5', direction: 'inbound', type: 'inquiry', from: null, to: null },
      ...{ text: 'Is it free in May?', media: [], accountId: null, guestId: '8' }
    },
    vendor: { payload: entity }
  })
})

function typesOf(name: string, body: object): (string | undefined)[] {
  const readings = readBody(name, body).filter((one) => !isProblem(one) && one.kind === 'message')
  return readings.map((one) => ('type' in one ? one.type : undefined))
}
