import type { JsonObject } from '../../../schemas/reading.ts'
import type { World } from '../vendor.ts'

export const ENTERPRISE = '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11'

export const HOUSE = {
  service: id('5e', 1),
  double: id('ca', 1),
  suite: id('ca', 2),
  adult: id('a6', 1),
  child: id('a6', 2),
  rate: id('0a', 1)
} as const

const GUESTS = [
  ['Ada', 'Example', 'ada@example.org', '+46700000001', 'sv-SE', 'SE'],
  ['Ben', 'Sample', 'ben@example.org', '+4915100000002', 'de-DE', 'DE'],
  ['Chloé', 'Modèle', 'chloe@example.org', '+33600000003', 'fr-FR', 'FR']
] as const

const DAY_MS = 24 * 60 * 60 * 1000

export function id(kind: string, serial: number): string {
  return `7c1e${kind}00-0000-4000-8000-${String(serial).padStart(12, '0')}`
}

/** `YYYY-MM-DDThh:mm:ssZ`, as Mews writes times. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** Fills the house with rooms, rates, and three reservations. */
export function seedHouse({ records, now }: World): void {
  const put = (kind: string, record: JsonObject & { Id: string }) => {
    const created = instant(now() - 30 * DAY_MS)
    records.put(kind, record.Id, { CreatedUtc: created, UpdatedUtc: created, IsActive: true, ...record })
  }
  put('services', { Id: HOUSE.service, EnterpriseId: ENTERPRISE, Name: 'Accommodation', Type: 'Reservable' })
  const { service: ServiceId } = HOUSE
  put('resourceCategories', { Id: HOUSE.double, ServiceId, Names: { 'en-US': 'Double' }, Type: 'Room' })
  put('resourceCategories', { Id: HOUSE.suite, ServiceId, Names: { 'en-US': 'Suite' }, Type: 'Room' })
  put('ageCategories', { Id: HOUSE.adult, ServiceId, Names: { 'en-US': 'Adult' }, Classification: 'Adult' })
  put('ageCategories', { Id: HOUSE.child, ServiceId, Names: { 'en-US': 'Child' }, Classification: 'Child' })
  put('rates', { Id: HOUSE.rate, ServiceId, Name: 'Flexible', ShortName: 'FLEX', ExternalIdentifier: null })
  for (const serial of [1, 2, 3]) {
    put('resources', {
      Id: id('40', serial),
      EnterpriseId: ENTERPRISE,
      Name: String(100 + serial),
      State: 'Clean',
      ParentResourceId: null,
      Data: { Discriminator: 'Space', Value: { FloorNumber: '1', LocationNotes: '' } }
    })
    const CategoryId = serial === 3 ? HOUSE.suite : HOUSE.double
    put('resourceCategoryAssignments', { Id: id('a5', serial), ResourceId: id('40', serial), CategoryId })
  }
  for (const [at, [first, last, email, phone, language, country]] of GUESTS.entries()) {
    const serial = at + 1
    put('customers', customer(serial, { first, last, email, phone, language, country }))
    put('reservations', reservation(serial, now() + at * DAY_MS))
    put('companionships', {
      Id: id('c0', serial),
      CustomerId: id('c1', serial),
      ReservationId: id('4e', serial),
      ReservationGroupId: id('64', serial)
    })
    put('orderItems', orderItem(serial))
    put('serviceOrderNotes', {
      Id: id('01', serial),
      OrderId: id('4e', serial),
      Text: 'Late arrival',
      Type: 'SpecialRequest'
    })
  }
}

interface Person {
  first: string
  last: string
  email: string
  phone: string
  language: string
  country: string
}

function customer(serial: number, { first, last, email, phone, language, country }: Person) {
  return {
    Id: id('c1', serial),
    ChainId: null,
    Number: String(880 + serial),
    Title: null,
    FirstName: first,
    LastName: last,
    SecondLastName: null,
    NationalityCode: country,
    PreferredLanguageCode: language,
    LanguageCode: 'en-US',
    Email: email,
    HasOtaEmail: false,
    Phone: phone,
    LoyaltyCode: null,
    Notes: '',
    DietaryRequirements: null,
    Classifications: ['Returning'],
    PreferredSpaceFeatures: [],
    MergeTargetId: null,
    IsActive: true
  }
}

/** A reservation of the house that starts around this time, for three nights. */
export function reservation(serial: number, start: number) {
  const day = Math.floor(start / DAY_MS) * DAY_MS
  return {
    Id: id('4e', serial),
    ServiceId: HOUSE.service,
    AccountId: id('c1', serial),
    AccountType: 'Customer',
    BookerId: null,
    Number: String(5100 + serial),
    State: 'Confirmed',
    Origin: 'ChannelManager',
    CancelledUtc: null,
    CancellationReason: null,
    GroupId: id('64', serial),
    RateId: HOUSE.rate,
    RequestedResourceCategoryId: serial === 3 ? HOUSE.suite : HOUSE.double,
    AssignedResourceId: id('40', serial),
    ChannelNumber: `BK-7731${serial}`,
    ChannelManagerNumber: '',
    ScheduledStartUtc: instant(day + 14 * 60 * 60 * 1000),
    ActualStartUtc: null,
    ScheduledEndUtc: instant(day + 3 * DAY_MS + 10 * 60 * 60 * 1000),
    ActualEndUtc: null,
    Purpose: 'Leisure',
    Options: { OwnerCheckedIn: false, AllCompanionsCheckedIn: false, AnyCompanionCheckedIn: false },
    PersonCounts: [
      { AgeCategoryId: HOUSE.adult, Count: 2 },
      { AgeCategoryId: HOUSE.child, Count: serial === 3 ? 1 : 0 }
    ]
  }
}

function orderItem(serial: number) {
  return {
    Id: id('01', 100 + serial),
    ServiceOrderId: id('4e', serial),
    Type: 'SpaceOrder',
    AccountingState: 'Open',
    UnitCount: 1,
    Amount: { Currency: 'EUR', NetValue: 140.19, GrossValue: 150, TaxValues: [{ Code: 'DE-2020-1-L', Value: 9.81 }] }
  }
}
