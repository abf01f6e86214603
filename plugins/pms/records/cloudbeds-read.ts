import type { AdapterReading, Fields } from '../adapter.ts'
import { compact } from '../compact.ts'
import { completeSum } from './complete-sum.ts'

/** https://developers.cloudbeds.com/reference/get_getreservation-2: one l. */
export const CLOUDBEDS_STATUS = {
  confirmed: 'confirmed',
  not_confirmed: 'pending',
  in_progress: 'pending',
  canceled: 'cancelled',
  checked_in: 'checked_in',
  checked_out: 'checked_out',
  no_show: 'no_show'
} as const
const CONDITION = { dirty: 'dirty', clean: 'clean', inspected: 'inspected' } as const

export function normalizeCloudbeds(kind: string, record: Fields): readonly AdapterReading[] {
  if (kind === 'reservation') return readReservation(record.in('reservation'), record)
  if (kind === 'guest')
    return [{ guest: { ...personOf(record.in('guest')), externalId: record.in('guest').id('guestID') } }]
  return kind === 'room' ? [readRoom(record.in('room'))] : []
}

function readReservation(fields: Fields, record: Fields): AdapterReading[] {
  const externalId = fields.requiredId('reservationID')
  const rooms = fields.list('rooms')
  const guestId = fields.id('guestID')
  const person = fields.in('guestList').in(guestId ?? '')
  const time = fields.instant('dateModifiedUTC', 'UTC')
  const isDeleted = fields.flag('isDeleted')
  const { status, sourceStatus } = fields.status('status', CLOUDBEDS_STATUS)
  const [own, third] = [fields.text('sourceReservationID'), fields.text('thirdPartyIdentifier')]
  const currency = fields.text('propertyCurrency') ?? undefined
  const total = fields.money('total', { code: currency })
  const reservation = {
    externalId,
    confirmationNumber: own ?? third ?? externalId,
    status: isDeleted ? 'cancelled' : status,
    sourceStatus: isDeleted ? 'deleted' : sourceStatus,
    arrivalDate: fields.day('reservationCheckIn'),
    departureDate: fields.day('reservationCheckOut'),
    roomNumber: rooms[0]?.text('roomName'),
    roomType: rooms[0]?.text('roomTypeName'),
    adults: completeSum(rooms.map((room) => room.count('adults'))),
    children: completeSum(rooms.map((room) => room.count('children'))),
    rateCode: rooms[0]?.text('rateName'),
    totalRate: total ?? fields.in('balanceDetailed').money('grandTotal', { code: currency }),
    notes:
      record.value('notes') === undefined
        ? undefined
        : record.list('notes').flatMap((note) => note.text('reservationNote') ?? []),
    updatedAt: time,
    rooms: rooms.map(stayOf),
    guest: guestId === undefined ? undefined : { ...(person.isPresent ? personOf(person) : {}), externalId: guestId },
    extra: { rateID: rooms[0]?.id('rateID'), sourceName: fields.text('sourceName'), balance: fields.value('balance') }
  }
  const moments = {
    'reservation.created': fields.instant('dateCreatedUTC', 'UTC'),
    'reservation.cancelled': fields.instant('dateCancelledUTC', 'UTC')
  }
  return [{ reservation, time, timebasis: 'modified', moments }]
}

function stayOf(room: Fields) {
  return compact({
    externalId: room.id('subReservationID'),
    roomNumber: room.text('roomName'),
    roomType: room.text('roomTypeName'),
    arrivalDate: room.day('roomCheckIn'),
    departureDate: room.day('roomCheckOut'),
    adults: room.count('adults'),
    children: room.count('children'),
    status: room.text('roomStatus')
  })
}

/** A guest in a reservation, or alone, where the names of the fields are shorter. */
function personOf(fields: Fields) {
  if (fields.flag('isAnonymized')) return { firstName: null, lastName: null, email: null, phone: null }
  return {
    firstName: fields.text('guestFirstName') ?? fields.text('firstName'),
    lastName: fields.text('guestLastName') ?? fields.text('lastName'),
    email: fields.text('guestEmail') ?? fields.text('email'),
    phone:
      fields.phone('guestCellPhone') ?? fields.phone('guestPhone') ?? fields.phone('cellPhone') ?? fields.phone('phone')
  }
}

function readRoom(fields: Fields): AdapterReading {
  const { status, sourceStatus } = fields.status('roomCondition', CONDITION)
  const isBlocked = fields.value('roomBlocked')
  const isOccupied = fields.value('roomOccupied')
  const housekeeping = fields.flag('vacantPickup') ? ('pickup' as const) : status
  return {
    room: {
      externalId: fields.requiredId('roomID'),
      number: fields.text('roomName'),
      type: fields.text('roomTypeName'),
      housekeeping,
      occupancy: isOccupied === undefined ? undefined : fields.flag('roomOccupied') ? 'occupied' : 'vacant',
      service: isBlocked === undefined ? undefined : fields.flag('roomBlocked') ? 'out_of_service' : 'in_service',
      status: fields.flag('roomBlocked') ? 'out_of_service' : housekeeping,
      sourceStatus
    }
  }
}
