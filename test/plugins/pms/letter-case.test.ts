import t from 'tap'
import { isProblem } from '../../../schemas/reading.ts'
import { readBody } from './read-body.ts'

// A cancellation in another letter case must not leave a reservation confirmed.

t.test('the words of a status count in any letter case, and the vendor’s own stays', async (t) => {
  const sns = (message: object) => ({
    ...{ Type: 'Notification', MessageId: 'm', TopicArn: 't' },
    Message: JSON.stringify(message)
  })
  for (const [name, body, status, word] of [
    ['beds24', { booking: { id: 1, status: 'Cancelled' } }, 'cancelled', 'Cancelled'],
    [
      'cloudbeds',
      { event: 'reservation/status_changed', reservationID: '1', status: 'Checked_Out' },
      'checked_out',
      'Checked_Out'
    ],
    [
      'guesty',
      { event: 'reservation.updated', reservation: { _id: '1', status: 'Canceled' } },
      'cancelled',
      'Canceled'
    ],
    ['hostaway', { event: 'reservation.updated', data: { id: 1, status: 'CANCELLED' } }, 'cancelled', 'CANCELLED'],
    [
      'hostify',
      sns({ action: 'update_reservation', reservation_id: 1, status: 'Cancelled' }),
      'cancelled',
      'Cancelled'
    ],
    ['mews', { Events: [{ Type: 'Reservation', Id: '1', State: 'canceled' }] }, 'cancelled', 'canceled'],
    ['lodgify', [{ action: 'booking_change', booking: { id: 1, status: 'declined' } }], 'cancelled', 'declined'],
    [
      'ownerrez',
      { action: 'entity_update', entity_type: 'booking', entity_id: 1, entity: { status: 'Canceled' } },
      'cancelled',
      'Canceled'
    ],
    ['smoobu', { action: 'updateReservation', data: { id: 1, type: 'Cancellation' } }, 'cancelled', 'Cancellation']
  ] as const) {
    t.strictSame(reservationIn(name, body), { status, sourceStatus: word }, name)
  }
})

t.test('an event that is called a cancellation cancels, whatever the booking says of itself', async (t) => {
  const smoobu = (type?: string) => ({ action: 'cancelReservation', data: { id: 1, type } })
  t.strictSame(reservationIn('smoobu', smoobu('reservation')), { status: 'cancelled', sourceStatus: 'reservation' })
  t.strictSame(reservationIn('smoobu', smoobu()), { status: 'cancelled', sourceStatus: 'cancelled' })
  t.strictSame(reservationIn('smoobu', smoobu('moved')), { sourceStatus: 'moved' }, 'an unknown word is not guessed at')
  const Message = JSON.stringify({ action: 'cancel_reservation', reservation_id: 1, status: 'accepted' })
  const hostify = { Type: 'Notification', MessageId: 'm', TopicArn: 't', Message }
  t.strictSame(reservationIn('hostify', hostify), { status: 'cancelled', sourceStatus: 'accepted' })
})

function reservationIn(name: string, body: unknown): object {
  const [reading] = readBody(name, body)
  if (reading === undefined || isProblem(reading)) throw new Error(`${name} reads no reservation`)
  const { status, sourceStatus } = Object(reading.data['reservation'])
  return { ...(status && { status }), ...(sourceStatus && { sourceStatus }) }
}
