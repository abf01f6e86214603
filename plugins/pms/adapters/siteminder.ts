import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { usernameToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, escapeXml, type Fields } from '../adapter.ts'

// Of pmsXchange, and of SiteMinder Exchange.
const STATUS = {
  Book: 'confirmed',
  Modify: 'confirmed',
  Cancel: 'cancelled',
  Reserved: 'confirmed',
  Waitlisted: 'waitlisted',
  Cancelled: 'cancelled',
  'No-show': 'no_show',
  'In-house': 'checked_in',
  'Checked-Out': 'checked_out'
} as const

/** OpenTravel's code of a guest who is an adult. */
const ADULT = '10'

/**
 * SiteMinder pushes reservations as SOAP: pmsXchange to a PMS, SiteMinder Exchange to an app. It reads the acknowledgement, with the echo
 * token of the request, and sends a delivery again without one. Assumed: one message has one hotel, and `Total` stands in
 * ResGlobalInfo or in the first room.
 */
export default defineAdapter({
  name: 'siteminder',
  title: 'SiteMinder',
  docs: 'https://developer.siteminder.com/siteminder-apis/pms-rms/introduction/pmsxchange/api-reference/reservations/reservations-push',
  evidence: 'documented',
  verify: usernameToken(),
  decode: 'xml',
  payload: Type.Object({ Envelope: Type.Object({ Body: Type.Object({ OTA_HotelResNotifRQ: Type.Object({}) }) }) }),
  normalize: (_payload, { fields }) =>
    requestIn(fields).in('HotelReservations').list('HotelReservation').map(readReservation),

  reply(payload, { outcome, fields }) {
    const token = escapeXml(requestIn(fields).text('@EchoToken') ?? '')
    const result =
      payload === undefined ? `<Errors><Error Type="12" Code="448">${outcome}</Error></Errors>` : '<Success/>'
    const answer = `<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="${token}" Version="1.0">${result}</OTA_HotelResNotifRS>`
    const body = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body>${answer}</soap:Body></soap:Envelope>`
    return { contentType: 'text/xml; charset=utf-8', body }
  }
})

function requestIn(fields: Fields): Fields {
  return fields.in('Envelope').in('Body').in('OTA_HotelResNotifRQ')
}

function readReservation(one: Fields): AdapterReading {
  const global = one.in('ResGlobalInfo')
  const stays = one.in('RoomStays').list('RoomStay')
  const [stay = one.in('RoomStay')] = stays
  const span = global.in('TimeSpan').isPresent ? global.in('TimeSpan') : stay.in('TimeSpan')
  const total = global.in('Total').isPresent ? global.in('Total') : stay.in('Total')
  const hotel = global.in('BasicPropertyInfo').id('@HotelCode') ?? stay.in('BasicPropertyInfo').id('@HotelCode')
  const reservation = {
    externalId: one.list('UniqueID')[0]?.id('@ID'),
    ...one.status('@ResStatus', STATUS),
    arrivalDate: span.day('@Start'),
    departureDate: span.day('@End'),
    roomType: stay.in('RoomTypes').list('RoomType')[0]?.text('@RoomTypeCode'),
    rateCode: stay.in('RatePlans').list('RatePlan')[0]?.text('@RatePlanCode'),
    adults: adultsOf(stays),
    totalRate: total.isPresent ? total.money('@AmountAfterTax', '@CurrencyCode') : undefined,
    specialRequests: global
      .in('Comments')
      .list('Comment')
      .flatMap((comment) => comment.text('Text') ?? []),
    guest: readGuest(one),
    // Rooms, services, and prices change without a change of the fields above.
    extra: partsOf(one)
  }
  // A time that cannot be read is not that of the creation, which would make the update an older one.
  const time = one.instant(one.value('@LastModifyDateTime') == null ? '@CreateDateTime' : '@LastModifyDateTime')
  return { property: hotel, reservation, time, timebasis: 'modified', whole: ['extra'] }
}

/** What is sent of a reservation, without its ids and times. */
function partsOf(one: Fields): JsonObject {
  const { RoomStays, RoomStay, Services, ResGuests, ResGlobalInfo } = one.json
  const rest = one.rest('@LastModifyDateTime', '@CreateDateTime', 'UniqueID')
  return { ...rest, RoomStays, RoomStay, Services, ResGuests, ResGlobalInfo }
}

function adultsOf(stays: readonly Fields[]): number | undefined {
  const counts = stays.flatMap((stay) => stay.in('GuestCounts').list('GuestCount'))
  const adults = counts
    .filter((count) => count.text('@AgeQualifyingCode') === ADULT)
    .map((count) => count.count('@Count') ?? 0)
  return adults.length === 0 ? undefined : adults.reduce((sum, count) => sum + count, 0)
}

function readGuest(one: Fields) {
  const [first = one.in('ResGuest')] = one.in('ResGuests').list('ResGuest')
  const customer = first.in('Profiles').in('ProfileInfo').in('Profile').in('Customer')
  const names = customer.in('PersonName').name({ first: 'GivenName', last: 'Surname' })
  return { ...names, email: customer.text('Email'), phone: customer.list('Telephone')[0]?.phone('@PhoneNumber') }
}
