/** What one list operation of the Connector API takes. */
export interface Operation {
  /** Records, and the name of the list in the answer. */
  kind: string
  list: string
  /** Filters by values: the field, and how many values one call takes. */
  filters: Readonly<Record<string, readonly [field: string, most: number]>>
  /** Filters by an interval: the field. */
  intervals?: Readonly<Record<string, string>>
  /** At least one of these filters must be there. */
  oneOf?: readonly string[]
  hasExtent?: boolean
  /** What a filter is when it is absent. */
  defaults?: Readonly<Record<string, readonly string[]>>
}

const UPDATED = { UpdatedUtc: 'UpdatedUtc' }
const BOTH = { ...UPDATED, CreatedUtc: 'CreatedUtc' }

// https://docs.mews.com/connector-api/operations
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'reservations/getAll/2023-06-06': {
    kind: 'reservations',
    list: 'Reservations',
    filters: {
      ReservationIds: ['Id', 1000],
      Numbers: ['Number', 1000],
      ChannelNumbers: ['ChannelNumber', 100],
      AccountIds: ['AccountId', 1000],
      States: ['State', 10]
    },
    intervals: {
      ...BOTH,
      ScheduledStartUtc: 'ScheduledStartUtc',
      ScheduledEndUtc: 'ScheduledEndUtc'
    }
  },
  'customers/getAll': {
    kind: 'customers',
    list: 'Customers',
    filters: { CustomerIds: ['Id', 1000], ActivityStates: ['IsActive', 2] },
    intervals: BOTH,
    hasExtent: true,
    defaults: { ActivityStates: ['Active'] }
  },
  'companionships/getAll': {
    kind: 'companionships',
    list: 'Companionships',
    filters: {
      ReservationIds: ['ReservationId', 1000],
      CustomerIds: ['CustomerId', 1000],
      ReservationGroupIds: ['ReservationGroupId', 1000]
    },
    intervals: UPDATED,
    oneOf: ['ReservationIds', 'CustomerIds', 'ReservationGroupIds'],
    hasExtent: true
  },
  'orderItems/getAll': {
    kind: 'orderItems',
    list: 'OrderItems',
    filters: {
      ServiceOrderIds: ['ServiceOrderId', 1000],
      AccountingStates: ['AccountingState', 4],
      Types: ['Type', 50]
    },
    intervals: UPDATED
  },
  'serviceOrderNotes/getAll': {
    kind: 'serviceOrderNotes',
    list: 'ServiceOrderNotes',
    filters: { ServiceOrderIds: ['OrderId', 1000], Types: ['Type', 10] },
    intervals: UPDATED,
    oneOf: ['ServiceOrderIds'],
    defaults: { Types: ['General', 'ChannelManager'] }
  },
  'resources/getAll': {
    kind: 'resources',
    list: 'Resources',
    filters: { ResourceIds: ['Id', 1000] },
    intervals: BOTH,
    hasExtent: true
  },
  'resourceBlocks/getAll': {
    kind: 'resourceBlocks',
    list: 'ResourceBlocks',
    filters: { ResourceBlockIds: ['Id', 1000], ActivityStates: ['IsActive', 2] },
    intervals: BOTH,
    defaults: { ActivityStates: ['Active'] }
  },
  'payments/getAll': {
    kind: 'payments',
    list: 'Payments',
    filters: { PaymentIds: ['Id', 1000] },
    intervals: BOTH
  },
  'services/getAll': { kind: 'services', list: 'Services', filters: { ServiceIds: ['Id', 1000] }, intervals: UPDATED },
  'resourceCategories/getAll': {
    kind: 'resourceCategories',
    list: 'ResourceCategories',
    filters: { ServiceIds: ['ServiceId', 1000], ResourceCategoryIds: ['Id', 1000] },
    intervals: UPDATED,
    oneOf: ['ServiceIds']
  },
  'resourceCategoryAssignments/getAll': {
    kind: 'resourceCategoryAssignments',
    list: 'ResourceCategoryAssignments',
    filters: { ResourceCategoryIds: ['CategoryId', 1000] },
    intervals: UPDATED,
    oneOf: ['ResourceCategoryIds']
  },
  'ageCategories/getAll': {
    kind: 'ageCategories',
    list: 'AgeCategories',
    filters: { ServiceIds: ['ServiceId', 1000], AgeCategoryIds: ['Id', 1000] },
    intervals: UPDATED
  },
  'rates/getAll': {
    kind: 'rates',
    list: 'Rates',
    filters: { ServiceIds: ['ServiceId', 1000], RateIds: ['Id', 1000] },
    intervals: UPDATED,
    oneOf: ['ServiceIds']
  }
}
