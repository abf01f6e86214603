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
    ['hostify', hostify, ['guest', 'Guest'], ['host']]
  ] as const) {
    for (const word of [...MISSING, ...ofGuest]) t.strictSame(typesOf(name, bodyOf(word)), ['message.received'], name)
    for (const word of ofHotel) t.strictSame(typesOf(name, bodyOf(word)), ['message.sent'], name)
  }
})

function typesOf(name: string, body: object): (string | undefined)[] {
  const readings = readBody(name, body).filter((one) => !isProblem(one) && one.kind === 'message')
  return readings.map((one) => ('type' in one ? one.type : undefined))
}
