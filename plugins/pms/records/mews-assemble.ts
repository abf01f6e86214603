import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ReadingOfRecords, Rows } from '../../../src/contract/api-request.ts'
import type { FetchedRecord } from '../../../src/contract/records.ts'
import { distinct, grouped, instantOf, latest, objectsOf, textOf } from './rows.ts'

/** Puts each record together with all that reading it needs. */
export function assembleMews(kind: string, rows: Rows, context: ReadingOfRecords): readonly FetchedRecord[] {
  switch (kind) {
    case 'reservation':
      return reservations(rows, context)
    case 'guest':
      return (rows['customers'] ?? []).flatMap((Customer) => {
        return recordOf('guest', Customer, { Customer }, enterpriseOf(context)['Id'])
      })
    case 'room':
      return (rows['rooms'] ?? []).flatMap((Resource) => room(Resource, context))
    default:
      return []
  }
}

function reservations(rows: Rows, context: ReadingOfRecords): FetchedRecord[] {
  const { lookups } = context
  const customers = byId(rows['customers'])
  const companions = grouped(rows['companionships'] ?? [], 'ReservationId')
  const items = grouped(rows['orderItems'] ?? [], 'ServiceOrderId')
  const notes = grouped(rows['notes'] ?? [], 'OrderId')
  const [services, categories, rates, resources, ages] = [
    byId(lookups['services']),
    byId(lookups['categories']),
    byId(lookups['rates']),
    byId(lookups['resources']),
    byId(lookups['ageCategories'])
  ]
  return (rows['reservations'] ?? []).flatMap((Reservation) => {
    const { Id, ServiceId, RequestedResourceCategoryId, RateId, AssignedResourceId, PersonCounts } = Reservation
    const id = textOf(Id) ?? ''
    const enterprise = enterpriseOf(context)
    const guestId = guestOf(Reservation, companions.get(id))
    const counted = distinct((objectsOf(PersonCounts) ?? []).map(({ AgeCategoryId }) => textOf(AgeCategoryId)))
    const [OrderItems, ServiceOrderNotes] = [items.get(id) ?? [], notes.get(id) ?? []]
    const record = {
      Reservation,
      Customer: customers.get(guestId ?? '') ?? (guestId === undefined ? null : { Id: guestId }),
      OrderItems,
      ServiceOrderNotes,
      Resource: resources.get(textOf(AssignedResourceId) ?? '') ?? null,
      ResourceCategory: categories.get(textOf(RequestedResourceCategoryId) ?? '') ?? null,
      Rate: rates.get(textOf(RateId) ?? '') ?? null,
      AgeCategories: counted.map((category) => ages.get(category)).filter((category) => category !== undefined),
      Enterprise: enterprise
    }
    const property = services.get(textOf(ServiceId) ?? '')?.['EnterpriseId'] ?? enterprise['Id']
    const parts = [Reservation, ...OrderItems, ...ServiceOrderNotes].map(({ UpdatedUtc }) => instantOf(UpdatedUtc))
    return recordOf('reservation', Reservation, record, property, latest(parts))
  })
}

/** The owner of the reservation, or else a person who travels. */
export function guestOf(reservation: JsonObject, companions: readonly JsonObject[] = []): string | undefined {
  const { AccountId, AccountType } = reservation
  return AccountType === 'Customer' ? textOf(AccountId) : textOf(companions[0]?.['CustomerId'])
}

function room(Resource: JsonObject, context: ReadingOfRecords): FetchedRecord[] {
  const { lookups } = context
  const assigned = (lookups['assignments'] ?? []).find(({ ResourceId }) => ResourceId === Resource['Id'])
  const ResourceCategory = byId(lookups['categories']).get(textOf(assigned?.['CategoryId']) ?? '') ?? null
  const property = Resource['EnterpriseId'] ?? enterpriseOf(context)['Id']
  return recordOf('room', Resource, { Resource, ResourceCategory }, property)
}

function recordOf(
  kind: string,
  row: JsonObject,
  record: JsonObject,
  property: unknown,
  modified = instantOf(row['UpdatedUtc'])
): FetchedRecord[] {
  const id = textOf(row['Id'])
  if (id === undefined) return []
  return [{ kind, id, modified, created: instantOf(row['CreatedUtc']), property: textOf(property), record }]
}

/** What records need to know about the house: its id, its zone, and its currency. */
function enterpriseOf({ lookups }: ReadingOfRecords): JsonObject {
  const enterprise = lookups['configuration']?.[0]?.['Enterprise']
  if (!isJsonObject(enterprise)) return {}
  const { Id, TimeZoneIdentifier, Currencies } = enterprise
  const currency = (objectsOf(Currencies) ?? []).find(({ IsDefault }) => IsDefault === true)
  return { Id, TimeZoneIdentifier, Currency: currency?.['Currency'] }
}

function byId(rows: readonly JsonObject[] = []): ReadonlyMap<string, JsonObject> {
  return new Map(rows.flatMap((row) => (textOf(row['Id']) === undefined ? [] : [[textOf(row['Id']) ?? '', row]])))
}
