import t, { type Test } from 'tap'
import { mewsRecords } from '../../../../plugins/pms/records/mews.ts'
import { startFake } from '../../../../src/fakes/start-fake.ts'
import { walkRecords } from '../../../support/walk-records.ts'

const HOUSE = '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11'
const RESERVATION = '7c1e4e00-0000-4000-8000-000000000003'
const NOW = Date.parse('2026-11-20T14:02:11Z')

// The shape of the rows: https://docs.mews.com/connector-api/operations/reservations
t.test('a reservation of Mews has its guest, price, notes, room, and times', async (t) => {
  const { fake, walk } = await mews(t)
  fake.put('reservations', {
    ...fake.record('reservations', RESERVATION),
    State: 'Started',
    ActualStartUtc: '2026-11-22T14:05:00Z',
    // Late in the evening in UTC, and the next day at the hotel.
    ScheduledStartUtc: '2026-11-22T23:30:00Z'
  })
  const { found, readings } = await walk.byIds('reservation', [RESERVATION, 'unknown'])
  t.strictSame(
    found.map(({ id, modified, created, property }) => [id, modified, created, property]),
    [[RESERVATION, '2026-11-20T14:02:11.000Z', '2026-10-21T14:02:11.000Z', HOUSE]]
  )
  const [reservation, guest] = readings[0] ?? []
  const person = {
    externalId: '7c1ec100-0000-4000-8000-000000000003',
    source: 'mews',
    firstName: 'Chloé',
    lastName: 'Modèle',
    email: 'chloe@example.org',
    emailValid: true,
    phone: '+33600000003',
    phoneE164: '+33600000003',
    language: 'fr-FR',
    nationality: 'FR',
    vipStatus: null,
    preferences: [],
    notes: null,
    extra: { hasOtaEmail: false }
  }
  const { extra, ...told } = Object(Object(reservation)['data'].reservation)
  t.strictSame(told, {
    externalId: RESERVATION,
    source: 'mews',
    confirmationNumber: 'BK-77313',
    roomNumber: '103',
    roomType: 'Suite',
    arrivalDate: '2026-11-23',
    departureDate: '2026-11-25',
    status: 'checked_in',
    sourceStatus: 'Started',
    adults: 2,
    children: 1,
    rateCode: 'FLEX',
    specialRequests: ['Late arrival'],
    notes: [],
    updatedAt: '2026-11-20T14:02:11.000Z',
    guest: person,
    totalRate: { amount: '150.00', currency: 'EUR' },
    currency: 'EUR'
  })
  t.equal(extra.Purpose, 'Leisure')
  t.strictSame(Object(reservation)['moments'], {
    'reservation.created': '2026-10-21T14:02:11.000Z',
    'reservation.cancelled': undefined,
    'guest.checked_in': '2026-11-22T14:05:00.000Z',
    'guest.checked_out': undefined
  })
  t.strictSame(Object(guest)['data'], { guest: person })
})

t.test('a batch of 500 reservations of Mews costs at most 8 calls', async (t) => {
  const { fake, walk } = await mews(t)
  const ids = Array.from({ length: 500 }, (_, at) => {
    const id = fake.put('reservations', {
      ...fake.record('reservations', RESERVATION),
      Id: `r${at}`,
      AccountId: `c${at}`
    })
    fake.put('customers', { Id: `c${at}`, FirstName: 'Ada', LastName: String(at), IsActive: true })
    for (const night of [1, 2, 3]) {
      const Amount = { Currency: 'EUR', GrossValue: 0.1 }
      fake.put('orderItems', { Id: `i${at}-${night}`, ServiceOrderId: id, AccountingState: 'Open', Amount })
    }
    return id
  })
  const before = fake.calls.length
  const { readings } = await walk.byIds('reservation', ids)
  t.equal(fake.calls.length - before, 5)
  t.equal(readings.length, 500)
  t.ok(readings.every(([reservation]) => Object(reservation)['data'].reservation.totalRate.amount === '0.30'))
})

t.test('what changed in an interval, and what only leads to other records', async (t) => {
  const { walk } = await mews(t)
  const interval = { from: '2026-10-21T14:02:11.400Z', to: '2026-10-21T14:02:11.600Z' }
  const { found } = await walk.changed('reservation', interval)
  t.equal(found.length, 3)
  const { found: none, wanted } = await walk.changed('orderItem', interval)
  t.strictSame(none, [])
  t.strictSame(wanted.at(-1), {
    kind: 'reservation',
    id: '7c1e4e00-0000-4000-8000-000000000001',
    modified: '2026-10-21T14:02:11.000Z'
  })
  const { found: nothing } = await walk.changed('reservation', {
    from: '2026-10-22T00:00:00.000Z',
    to: '2026-10-23T00:00:00.000Z'
  })
  t.strictSame(nothing, [])
})

t.test('rooms, guests who were merged, and odd words', async (t) => {
  const { fake, walk } = await mews(t)
  const [room] = fake.records.all('resources')
  fake.put('resources', { ...room, State: 'OutOfOrder' })
  const { readings: rooms } = await walk.byIds('room', [String(room?.['Id'])])
  t.strictSame(Object(rooms[0]?.[0])['data'].room, {
    externalId: '7c1e4000-0000-4000-8000-000000000001',
    number: '101',
    type: 'Double',
    floor: '1',
    status: 'out_of_order',
    service: 'out_of_order',
    sourceStatus: 'OutOfOrder'
  })
  fake.put('customers', { Id: 'old', IsActive: false, MergeTargetId: 'new', FirstName: null })
  const { readings: guests, wanted } = await walk.byIds('guest', ['old'])
  t.strictSame(Object(guests[0]?.[0])['data'], { guest: { externalId: 'old', source: 'mews' } })
  t.strictSame(wanted, [{ kind: 'guest', id: 'new', modified: '2026-11-20T14:02:11.000Z' }])
  fake.put('reservations', { ...fake.record('reservations', RESERVATION), State: 'Paused', AccountType: 'Company' })
  const { readings } = await walk.byIds('reservation', [RESERVATION])
  const { status, sourceStatus, guest } = Object(readings[0]?.[0])['data'].reservation
  t.strictSame([status, sourceStatus, guest.firstName], [undefined, 'Paused', 'Chloé'])
  fake.put('reservations', {
    ...fake.record('reservations', RESERVATION),
    State: 'Canceled',
    CancellationReason: 'NoShow'
  })
  const { readings: gone } = await walk.byIds('reservation', [RESERVATION])
  t.equal(Object(gone[0]?.[0])['data'].reservation.status, 'no_show')
})

t.test('a list that is missing has an unknown form, and answers are read as what they are', async (t) => {
  const request = { name: 'reservations', method: 'POST', path: '/' } as const
  const context = { now: '', settings: {}, lookups: {} }
  t.equal(mewsRecords.read(request, { success: false }, context), undefined)
  t.equal(mewsRecords.read(request, [], context), undefined)
  const meaning = (status: number) => mewsRecords.meaningOf?.({ status, headers: {}, body: {} })?.as
  t.strictSame([401, 403, 404, 429].map(meaning), ['refused', 'aside', undefined, undefined])
})

async function mews(t: Test) {
  const fake = await startFake('mews', { now: () => NOW })
  t.teardown(() => fake.close())
  const walk = walkRecords(mewsRecords, fake)
  await walk.loadLookups()
  return { fake, walk }
}
