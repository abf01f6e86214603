import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { send } from './stay.ts'

t.test('a number with its country and a (0) is the one without the zero', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [at, [phone, phoneE164]] of [
    ['+49 (0)151 12345678', '+4915112345678'],
    ['+49(0)151-12345678', '+4915112345678'],
    ['+44 (0) 20 7946 0018', '+442079460018'],
    ['+44 ( 0 ) 20 7946 0018', '+442079460018'],
    ['+44\u00a0(0)\u00a0(20) 7946.0018', '+442079460018'],
    ['+(353) (0)1 555 0123', '+35315550123'],
    // Italy keeps its zero, and writes no brackets around it.
    ['+39 06 1234 5678', '+390612345678'],
    ['+39 (06) 1234 5678', '+390612345678'],
    ['+1234567890', '+1234567890'],
    ['+1 (201) 555-0123', '+12015550123'],
    // Not behind the country code, so it is a digit like any other.
    ['+1 201 555 (0) 123', '+12015550123'],
    ['+49 0151 23456789', '+4915123456789'],
    ['+41 (044) 364 35 33', '+41443643533'],
    ['+39 (0)6 6982 1234', '+390669821234'],
    ['+52 1 55 1234 5678', '+525512345678'],
    ['+225 07 12 34 56 78', '+2250712345678'],
    ['+49 (0)(0)151 23456789', null],
    ['+41 0041 44 364 35 33', null],
    ['+999 123 4567', null],
    ['0049 151 23456789', null],
    ['+49 151 CALL ME', null],
    ['(0)151 12345678', null],
    ['+49 (0)', null]
  ].entries()) {
    await send(app, 'guests', { externalId: at, source: 'hotelier', lastName: 'Ng', phone })
    const { state } = (await app.get(`/api/guests/hotelier/${at}`)).json()
    t.strictSame([state.phone, state.phoneE164], [phone, phoneE164], String(phone))
    const guest = { externalId: at, lastName: 'Ng', phone }
    await send(app, 'events', {
      type: 'reservation.updated',
      source: 'hotelier',
      data: { reservation: { externalId: at, guest } }
    })
    const inside = (await app.get(`/api/reservations/hotelier/${at}`)).json().state.guest
    t.strictSame([inside.phone, inside.phoneE164], [phone, phoneE164], String(phone))
  }
})

t.test('adapters write the numbers of guests in the same way', async (t) => {
  const app = await buildTestApp(t)
  const phones = [
    ['+49 0151 23456789', '+4915123456789'],
    ['+41 (044) 364 35 33', '+41443643533'],
    ['+39 (0)6 6982 1234', '+390669821234'],
    ['+999 123 4567', null]
  ] as const
  const sns = (id: string, message: object) => ({
    ...{ Type: 'Notification', MessageId: id, TopicArn: 't' },
    Message: JSON.stringify(message)
  })
  const bodies: Readonly<Record<string, (id: string, phone: string) => object>> = {
    hostaway: (id, phone) => ({ event: 'reservation.created', data: { id, phone } }),
    guesty: (_id, phone) => ({ event: 'reservation.new', reservation: { _id, guest: { _id: 'g', phone } } }),
    beds24: (id, phone) => ({ booking: { id, phone } }),
    hostify: (id, phone) => sns(id, { action: 'new_reservation', reservation_id: id, guest_phone: phone }),
    lodgify: (id, phone) => [{ action: 'booking_change', booking: { id }, guest: { phone_number: phone } }],
    smoobu: (id, phone) => ({ action: 'newReservation', data: { id, phone } })
  }
  for (const [name, bodyOf] of Object.entries(bodies)) {
    for (const [at, [phone, phoneE164]] of phones.entries()) {
      await app.post(`/webhooks/pms/${name}`, JSON.stringify(bodyOf(`r${at}`, phone)))
      const { guest } = (await app.get(`/api/reservations/${name}/r${at}`)).json().state
      t.strictSame([guest.phone, guest.phoneE164], [phone, phoneE164], `${name} ${phone}`)
    }
  }
})

t.test('with a phone or an address that is emptied goes what was made of it', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const guest = { externalId: 'g-1', source: 'hotelier', lastName: 'Ng' }
  const reached = { email: 'ng@example.com', phone: '+4930123456' }
  const event = (more: object) =>
    send(app, 'events', { type: 'guest.updated', source: 'hotelier', data: { guest: { ...guest, ...more } } })
  const state = async () => (await app.get('/api/guests/hotelier/g-1')).json().state
  const known = { ...reached, emailValid: true, phoneE164: '+4930123456' }
  const emptied = { email: null, emailValid: null, phone: null, phoneE164: null }

  await send(app, 'guests', { ...guest, ...reached })
  t.match(await state(), known)
  await event({ notes: 'late' })
  matchExactly(t, await state(), { ...known, notes: 'late' }, 'what is not told stays')
  await event({ phone: null })
  t.match(await state(), { ...known, phone: null, phoneE164: null })
  await event({ email: null })
  t.match(await state(), emptied)
  t.strictSame((await app.events()).at(-1)?.data['guest'], { ...guest, email: null, emailValid: null })

  await event(reached)
  t.match(await state(), known)
  await send(app, 'guests', { ...guest, phone: null, email: null })
  t.match(await state(), emptied)
})
