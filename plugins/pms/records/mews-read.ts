import { type AdapterReading, type Fields, isTimeZone } from '../adapter.ts'
import { objectsOf } from './rows.ts'
import { sumOfMoney } from './total.ts'

/** https://docs.mews.com/connector-api/operations/reservations: Requested is a waitlist. Older texts say Enquired. */
export const MEWS_STATUS = {
  Inquired: 'inquiry',
  Enquired: 'inquiry',
  Requested: 'waitlisted',
  Optional: 'tentative',
  Confirmed: 'confirmed',
  Started: 'checked_in',
  Processed: 'checked_out',
  Canceled: 'cancelled'
} as const

const HOUSEKEEPING = { Dirty: 'dirty', Clean: 'clean', Inspected: 'inspected' } as const
const SERVICE = { OutOfService: 'out_of_service', OutOfOrder: 'out_of_order' } as const

/** Items that are part of the price. Those of an optional reservation are inactive. */
const COUNTED: ReadonlySet<unknown> = new Set(['Open', 'Closed'])
const VIP: ReadonlySet<unknown> = new Set(['VeryImportant', 'Important'])

export function normalizeMews(kind: string, record: Fields): readonly AdapterReading[] {
  if (kind === 'reservation') return readReservation(record)
  if (kind === 'guest') return readGuest(record)
  return kind === 'room' ? readRoom(record) : []
}

function readReservation(record: Fields): AdapterReading[] {
  const fields = record.in('Reservation')
  const externalId = fields.requiredId('Id')
  const [items, notes] = [record.list('OrderItems'), record.list('ServiceOrderNotes')]
  const zone = zoneOf(record)
  const own = fields.instant('UpdatedUtc')
  const times = [own, ...[...items, ...notes].map((each) => each.instant('UpdatedUtc'))]
  const updatedAt = times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1)
  const { status, sourceStatus } = fields.status('State', MEWS_STATUS)
  const isNoShow = status === 'cancelled' && fields.value('CancellationReason') === 'NoShow'
  const customer = record.in('Customer')
  const number = fields.text('Number')
  const reservation = {
    externalId,
    confirmationNumber: fields.text('ChannelNumber') ?? number,
    status: isNoShow ? 'no_show' : status,
    sourceStatus,
    arrivalDate: zone === undefined ? undefined : fields.day('ScheduledStartUtc', zone),
    departureDate: zone === undefined ? undefined : fields.day('ScheduledEndUtc', zone),
    roomNumber: fields.value('AssignedResourceId') === null ? null : record.in('Resource').text('Name'),
    roomType: nameOf(record.in('ResourceCategory')),
    rateCode: record.in('Rate').text('ShortName') ?? record.in('Rate').text('ExternalIdentifier'),
    adults: countOf(record, 'Adult'),
    children: countOf(record, 'Child'),
    totalRate: totalOf(items, record.in('Enterprise').text('Currency') ?? undefined),
    specialRequests: textsOf(notes, true),
    notes: textsOf(notes, false),
    updatedAt,
    guest: customer.isPresent ? personOf(customer) : null,
    extra: fields.rest('PersonCounts', 'AssignedResourceId')
  }
  const moments = {
    'reservation.created': fields.instant('CreatedUtc'),
    'reservation.cancelled': fields.instant('CancelledUtc'),
    'guest.checked_in': fields.instant('ActualStartUtc'),
    'guest.checked_out': fields.instant('ActualEndUtc')
  }
  return [{ reservation, time: updatedAt, timebasis: 'modified', moments, whole: ['extra'] }]
}

function readGuest(record: Fields): AdapterReading[] {
  const fields = record.in('Customer')
  const time = fields.instant('UpdatedUtc')
  const guest = personOf(fields)
  return [{ guest: { ...guest, externalId: guest.externalId }, time, timebasis: 'modified' }]
}

/** A guest who was anonymized or merged keeps what is known: Mews then returns only the id. */
function personOf(fields: Fields) {
  const externalId = fields.id('Id')
  if (fields.value('IsActive') === false || Object.keys(fields.json).length === 1) return { externalId }
  const spaces = fields.value('PreferredSpaceFeatures')
  const diet = fields.text('DietaryRequirements')
  const lastNames = fields.texts('LastName', 'SecondLastName')
  const classes = fields.value('Classifications')
  return {
    externalId,
    firstName: fields.text('FirstName'),
    lastName: lastNames && (lastNames.join(' ') || null),
    email: fields.text('Email'),
    phone: fields.phone('Phone'),
    language: fields.language('PreferredLanguageCode') ?? fields.language('LanguageCode'),
    nationality: nationalityOf(fields),
    vipStatus: Array.isArray(classes)
      ? ((classes.find((each) => VIP.has(each)) as string | undefined) ?? null)
      : undefined,
    preferences: Array.isArray(spaces)
      ? [
          ...spaces.filter((each) => typeof each === 'string').map((value) => ({ category: 'space', value })),
          ...(diet ? [{ category: 'diet', value: diet }] : [])
        ]
      : undefined,
    notes: fields.text('Notes'),
    extra: { hasOtaEmail: fields.flag('HasOtaEmail') }
  }
}

function nationalityOf(fields: Fields): string | null | undefined {
  const code = fields.text('NationalityCode')
  return code == null || /^[A-Za-z]{2}$/.test(code) ? code : undefined
}

function readRoom(record: Fields): AdapterReading[] {
  const fields = record.in('Resource')
  const state = fields.text('State') ?? undefined
  const housekeeping = wordOf(state, HOUSEKEEPING)
  const service = wordOf(state, SERVICE)
  const room = {
    externalId: fields.requiredId('Id'),
    number: fields.text('Name'),
    type: nameOf(record.in('ResourceCategory')),
    floor: fields.in('Data').in('Value').text('FloorNumber'),
    // Out of service, its condition is not known.
    housekeeping,
    service: service ?? (housekeeping === undefined ? undefined : ('in_service' as const)),
    status: service ?? housekeeping,
    sourceStatus: state
  }
  return [{ room, time: fields.instant('UpdatedUtc'), timebasis: 'modified' }]
}

function wordOf<Word>(state: string | undefined, words: Readonly<Record<string, Word>>): Word | undefined {
  return state !== undefined && Object.hasOwn(words, state) ? words[state] : undefined
}

function zoneOf(record: Fields): string | undefined {
  const zone = record.in('Enterprise').text('TimeZoneIdentifier')
  return zone != null && isTimeZone(zone) ? zone : undefined
}

/** The name in English, or else in the first language. */
function nameOf(category: Fields): string | undefined {
  const names = category.in('Names').json
  const name = names['en-US'] ?? Object.values(names)[0]
  return typeof name === 'string' ? name : undefined
}

/** People of one classification. Undefined if one of the age categories is not known. */
function countOf(record: Fields, classification: 'Adult' | 'Child'): number | undefined {
  const counts = objectsOf(record.in('Reservation').value('PersonCounts'))
  const categories = new Map(record.list('AgeCategories').map((each) => [each.id('Id'), each.value('Classification')]))
  if (counts === undefined || counts.some(({ AgeCategoryId }) => !categories.has(String(AgeCategoryId))))
    return undefined
  const counted = counts.filter(({ AgeCategoryId }) => categories.get(String(AgeCategoryId)) === classification)
  return counted.reduce((sum, { Count }) => sum + (typeof Count === 'number' ? Count : 0), 0)
}

/** Without deposits, which are paid towards the price. */
function totalOf(items: readonly Fields[], currency: string | undefined) {
  const counted = items.filter((item) => COUNTED.has(item.value('AccountingState')) && item.value('Type') !== 'Deposit')
  if (counted.length === 0) return undefined
  const amounts = counted.map((item) => item.in('Amount').value('GrossValue'))
  if (!amounts.every((amount) => typeof amount === 'number')) return undefined
  return sumOfMoney(amounts, counted[0]?.in('Amount').text('Currency') ?? currency)
}

function textsOf(notes: readonly Fields[], isRequest: boolean): string[] {
  return notes
    .filter((note) => (note.value('Type') === 'SpecialRequest') === isRequest)
    .flatMap((note) => note.text('Text') ?? [])
}
