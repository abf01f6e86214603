import t, { type Test } from 'tap'
import type { PmsRecords } from '../../../../plugins/pms/adapter.ts'
import { apaleoRecords } from '../../../../plugins/pms/records/apaleo.ts'
import { cloudbedsRecords } from '../../../../plugins/pms/records/cloudbeds.ts'
import { guestyRecords } from '../../../../plugins/pms/records/guesty.ts'
import { hostawayRecords } from '../../../../plugins/pms/records/hostaway.ts'
import { startFake } from '../../../../src/fakes/start-fake.ts'
import type { FakeSource } from '../../../../src/fakes/vendors.ts'
import { walkRecords } from '../../../support/walk-records.ts'

const START = Date.parse('2026-11-20T14:00:00Z')
const PERSON = { firstName: 'Ada', emailValid: true, phone: '+46700000000', phoneE164: '+46700000000' }

// https://developers.cloudbeds.com/reference/get_getreservationswithratedetails
t.test('a reservation of Cloudbeds has its guest, rooms, price, and notes', async (t) => {
  let time = START
  const { fake, walk } = await connected(t, 'cloudbeds', cloudbedsRecords, () => time)
  const { found, readings } = await walk.byIds('reservation', ['7700112231', 'unknown'])
  t.strictSame(
    found.map(({ id, modified, created, property }) => [id, modified, created, property]),
    [['7700112231', '2026-11-19T14:00:00.000Z', '2026-10-21T14:00:00.000Z', '318000']]
  )
  const guest = { ...PERSON, externalId: '9001', source: 'cloudbeds', lastName: 'Example 1', email: 'ada1@example.org' }
  t.strictSame(dataOf(readings[0]?.[0]), {
    reservation: {
      externalId: '7700112231',
      source: 'cloudbeds',
      confirmationNumber: 'BK-77311',
      guest,
      roomNumber: '101',
      roomType: 'Double',
      arrivalDate: '2026-11-20',
      departureDate: '2026-11-23',
      status: 'confirmed',
      sourceStatus: 'confirmed',
      adults: 2,
      children: 1,
      rateCode: 'Flexible',
      notes: ['Late arrival'],
      updatedAt: '2026-11-19T14:00:00.000Z',
      rooms: [
        {
          externalId: '7700112231-1',
          roomNumber: '101',
          roomType: 'Double',
          arrivalDate: '2026-11-20',
          departureDate: '2026-11-23',
          adults: 2,
          children: 1,
          status: 'not_checked_in'
        }
      ],
      extra: { rateID: '55', sourceName: 'Booking.com', balance: 260 },
      totalRate: { amount: '360.00', currency: 'USD' },
      currency: 'USD'
    }
  })
  t.strictSame(dataOf(readings[0]?.[1]), { guest })
  const { found: recent } = await walk.changed('reservation', interval('2026-11-19T00:00:00.000Z'))
  t.equal(recent.length, 3)
  // The budget of the next second.
  time += 1000
  const { readings: rooms } = await walk.byIds('room', ['22-2'])
  t.strictSame(dataOf(rooms[0]?.[0]).room.housekeeping, 'clean')
  t.strictSame(rooms.length, 1)
  const { readings: people } = await walk.byIds('guest', ['9001'])
  t.equal(dataOf(people[0]?.[0]).guest.lastName, 'Example 1')
  fake.put('reservations', { ...fake.record('reservations', '7700112231'), isDeleted: true })
  const { readings: gone } = await walk.byIds('reservation', ['7700112231'])
  t.equal(dataOf(gone[0]?.[0]).reservation.status, 'cancelled')
})

t.test('failures of Cloudbeds are read from their texts', async (t) => {
  const meaning = (status: number, body?: unknown) => cloudbedsRecords.meaningOf?.({ status, headers: {}, body })?.as
  const failed = (message: string) => meaning(200, { success: false, message })
  t.equal(failed('User who approved this connection is not active anymore'), 'refused')
  t.equal(failed('Reservation not found'), 'absent')
  t.equal(failed('Parameter reservationID is invalid'), 'halve')
  t.strictSame(
    [meaning(429), meaning(403), meaning(503), meaning(404), meaning(200, {})],
    ['slower', 'slower', 'slower', 'broken', undefined]
  )
})

// https://api.apaleo.com/swagger/
t.test('a reservation of Apaleo has its guest, unit, price, and comments', async (t) => {
  const { fake, walk } = await connected(t, 'apaleo', apaleoRecords)
  fake.put('reservations', {
    ...fake.record('reservations', 'XPGMSXGF-1'),
    status: 'InHouse',
    checkInTime: '2026-11-20T15:02:10+01:00'
  })
  const { found, readings } = await walk.byIds('reservation', ['XPGMSXGF-1', 'unknown'])
  t.strictSame(
    found.map(({ id, modified, property }) => [id, modified, property]),
    [['XPGMSXGF-1', '2026-11-20T14:00:00.000Z', 'MUC']]
  )
  const [reservation] = readings[0] ?? []
  t.strictSame(dataOf(reservation), {
    reservation: {
      externalId: 'XPGMSXGF-1',
      source: 'apaleo',
      confirmationNumber: 'BK-77311',
      guest: {
        ...PERSON,
        externalId: 'XPGMSXGF-1/primary',
        source: 'apaleo',
        lastName: 'Example 1',
        email: 'ada1@example.org',
        language: 'sv',
        nationality: 'SE'
      },
      roomNumber: '101',
      roomType: 'Double',
      arrivalDate: '2026-11-20',
      departureDate: '2026-11-23',
      status: 'checked_in',
      sourceStatus: 'InHouse',
      adults: 2,
      children: 1,
      rateCode: 'FLEX',
      specialRequests: ['Late arrival'],
      notes: ['VIP'],
      updatedAt: '2026-11-20T14:00:00.000Z',
      extra: { channelCode: 'BookingCom', source: 'Booking.com', bookingId: 'XPGMSXGF' },
      totalRate: { amount: '360.00', currency: 'EUR' },
      currency: 'EUR'
    }
  })
  t.equal(Object(reservation).moments['guest.checked_in'], '2026-11-20T14:02:10.000Z')
  const { found: recent } = await walk.changed('reservation', interval('2026-11-20T13:59:00.400Z'))
  t.strictSame(
    recent.map(({ id }) => id),
    ['XPGMSXGF-1']
  )
  const { found: none } = await walk.changed('reservation', interval('2026-11-20T15:00:00.000Z'))
  t.strictSame(none, [])
  const unit = {
    ...fake.record('units', 'MUC-U2'),
    status: { isOccupied: true, condition: 'CleanToBeInspected', maintenance: { type: 'OutOfInventory' } }
  }
  fake.put('units', unit)
  fake.put('maintenances', { id: 'MUC-M1', unit: { id: 'MUC-U2' } })
  const { found: maintenance, readings: rooms } = await walk.byIds('maintenance', ['MUC-M1'])
  t.equal(maintenance[0]?.id, 'MUC-M1')
  t.strictSame(dataOf(rooms[0]?.[0]), {
    room: {
      externalId: 'MUC-U2',
      number: '102',
      type: 'Double',
      status: 'out_of_order',
      housekeeping: 'clean',
      occupancy: 'occupied',
      service: 'out_of_order',
      sourceStatus: 'CleanToBeInspected'
    }
  })
})

// https://open-api-docs.guesty.com/reference
t.test('a reservation of Guesty has its guest, listing, and price', async (t) => {
  const { fake, walk } = await connected(t, 'guesty', guestyRecords)
  const [first] = fake.records.all('reservations')
  const id = fake.put('reservations', {
    ...first,
    guestStay: { status: 'checked_in', updatedAt: '2026-11-21T15:02:11.000Z' }
  })
  const ids = [id, 'unknown']
  const { found, readings } = await walk.byIds('reservation', ids)
  t.strictSame(
    found.map(({ id, property }) => [id, property]),
    [[id, '66a000000000000000000002']]
  )
  const [reservation] = readings[0] ?? []
  t.strictSame(dataOf(reservation), {
    reservation: {
      externalId: id,
      source: 'guesty',
      confirmationNumber: 'GY-77311',
      guest: {
        ...PERSON,
        externalId: '66a000000000000000000301',
        source: 'guesty',
        lastName: 'Example 1',
        email: 'ada1@example.org',
        language: 'sv'
      },
      roomNumber: 'HL1',
      roomType: 'Entire home',
      arrivalDate: '2026-11-21',
      departureDate: '2026-11-24',
      status: 'checked_in',
      sourceStatus: 'confirmed',
      adults: 2,
      children: 1,
      rateCode: '66a000000000000000000008',
      specialRequests: ['Late arrival'],
      notes: [],
      totalRate: { amount: '360.00', currency: 'EUR' },
      currency: 'EUR'
    }
  })
  t.equal(Object(reservation).moments['guest.checked_in'], '2026-11-21T15:02:11.000Z')
  const { found: none, wanted } = await walk.changed('reservation', interval('2026-11-20T13:59:00.000Z'))
  t.strictSame([none, wanted], [[], [{ kind: 'reservation', id, modified: '2026-11-20T14:00:00.000Z' }]])
  // Of one id the third answer is an object, without notes: they are not told.
  for (let times = 0; times < 2; times += 1) await walk.byIds('reservation', [id])
  const { readings: sparse } = await walk.byIds('reservation', [id])
  t.equal('specialRequests' in dataOf(sparse[0]?.[0]).reservation, false)
})

// https://api.hostaway.com/documentation
t.test('a reservation of Hostaway is read as its webhook is, with the room', async (t) => {
  let time = START
  const { fake, walk } = await connected(t, 'hostaway', hostawayRecords, () => time)
  await t.rejects(walk.byIds('reservation', ['13']), 'a new token is refused in its first second')
  time += 1000
  await walk.loadLookups()
  const { found, readings } = await walk.byIds('reservation', ['13', 'unknown'])
  t.strictSame(
    found.map(({ id, modified, property }) => [id, modified, property]),
    [['13', '2026-10-21T14:00:00.000Z', '48001']]
  )
  const [first] = readings[0] ?? []
  t.strictSame(first && !('problem' in first) && [first.time, first.timebasis], [
    '2026-10-21T14:00:00.000Z',
    'modified'
  ])
  t.strictSame(dataOf(readings[0]?.[0]), {
    reservation: {
      externalId: '13',
      source: 'hostaway',
      confirmationNumber: null,
      guest: { ...PERSON, source: 'hostaway', lastName: 'Example', email: 'ada1@example.org', language: 'sv' },
      roomNumber: 'HL1',
      arrivalDate: '2026-11-21',
      departureDate: '2026-11-24',
      status: 'confirmed',
      sourceStatus: 'modified',
      adults: 2,
      children: 1,
      specialRequests: ['Late arrival'],
      notes: [],
      totalRate: { amount: '360.50', currency: 'EUR' },
      currency: 'EUR'
    }
  })
  fake.put('reservations', { ...fake.record('reservations', '15') })
  const { found: recent, readings: undated } = await walk.changed('reservation', interval('2026-11-20T13:59:00.000Z'))
  t.strictSame(
    recent.map(({ id }) => id),
    ['15']
  )
  t.equal('arrivalDate' in dataOf(undated[0]?.[0]).reservation, false)
})

t.test('a room that is newer than the list of a vendor has its name, too', async (t) => {
  let time = START
  const guesty = await connected(t, 'guesty', guestyRecords)
  guesty.fake.records.put('listings', 'new', { _id: 'new', nickname: 'HL2' })
  const reservation = { ...guesty.fake.record('reservations', '66a000000000000000000001') }
  guesty.fake.put('reservations', { ...reservation, stay: [{ unitId: 'new' }] })
  const stays = await guesty.walk.byIds('reservation', ['66a000000000000000000001'])
  t.equal(dataOf(stays.readings[0]?.[0]).reservation.roomNumber, 'HL2')

  const hostaway = await connected(t, 'hostaway', hostawayRecords, () => time)
  await t.rejects(hostaway.walk.byIds('reservation', ['13']), 'a new token is refused in its first second')
  time += 1000
  await hostaway.walk.loadLookups()
  hostaway.fake.records.put('listings', '40161', { id: 40161, internalListingName: 'HL2' })
  hostaway.fake.put('reservations', { ...hostaway.fake.record('reservations', '13'), listingMapId: 40161 })
  const rentals = await hostaway.walk.byIds('reservation', ['13'])
  t.equal(dataOf(rentals.readings[0]?.[0]).reservation.roomNumber, 'HL2')
})

function interval(from: string) {
  return { from, to: '2026-11-20T16:00:00.000Z' }
}

function dataOf(draft: unknown) {
  return Object(Object(draft).data)
}

async function connected(t: Test, source: FakeSource, records: PmsRecords, now = () => START) {
  const fake = await startFake(source, { now })
  t.teardown(() => fake.close())
  const walk = walkRecords(records, fake)
  if (source !== 'hostaway') await walk.loadLookups()
  return { fake, walk }
}
