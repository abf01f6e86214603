import t from 'tap'
import { changing } from '../support/changing-reservation.ts'
import { until } from '../support/until.ts'

const LONG_AGO = '2024-03-01T10:00:00Z'
const LATER = '2099-03-01T10:00:00Z'

/** A reservation that no delivery was about, its event, and the event's time if it is that of the fact. */
const CASES = [
  ['a new one', {}, 'reservation.created', undefined],
  ['a guest without a booking', { status: 'InHouse', checkInTime: LATER }, 'reservation.created', undefined],
  ['one that was cancelled at once', { status: 'Canceled', cancellationTime: LATER }, 'reservation.created', undefined],
  ['an old one', { created: LONG_AGO }, 'reservation.updated', undefined],
  [
    'an old one whose guest comes',
    { created: LONG_AGO, status: 'InHouse', checkInTime: LATER },
    'guest.checked_in',
    LATER
  ],
  [
    'an old one that is cancelled',
    { created: LONG_AGO, status: 'Canceled', cancellationTime: LATER },
    'reservation.cancelled',
    LATER
  ],
  [
    'one that was cancelled long ago',
    { created: LONG_AGO, status: 'Canceled', cancellationTime: LONG_AGO },
    'reservation.updated',
    undefined
  ]
] as const

t.test('the event of a reservation that Bellhook sees for the first time', async (t) => {
  const { fake, events, id } = await changing(t, 'apaleo')
  const { created: _created, ...pattern } = { ...fake.record('reservations', id) }
  const ids = CASES.map(([, changes], at) => fake.put('reservations', { ...pattern, id: `NEW-${at}`, ...changes }))
  await Promise.all(ids.map((one) => fake.announce('reservations', one)))
  const found = async () => (await events()).filter(({ subject }) => subject.startsWith('reservation/'))
  await until(async () => (await found()).length >= CASES.length, 'all records')
  const bySubject = new Map((await found()).map((event) => [event.subject, event]))
  t.equal(bySubject.size, CASES.length)
  for (const [at, [name, , type, time]] of CASES.entries()) {
    const event = bySubject.get(`reservation/NEW-${at}`)
    t.strictSame([event?.type, event?.hydrated, event?.data['changes']], [type, true, undefined], name)
    if (time !== undefined)
      t.strictSame([event?.time, event?.timebasis], [new Date(time).toISOString(), 'event'], `${name}: time`)
  }
})
