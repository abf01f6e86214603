// Names whose values hold no data of guests: types, states, times, counts, and the hotel's own ids. A value under any other name is
// masked. A channel lists the names of its bodies, and events have names of their own.

const WHATSAPP = [
  'object',
  'field',
  'messaging_product',
  'display_phone_number',
  'phone_number_id',
  'type',
  'timestamp',
  'status',
  'event',
  'category',
  'billable',
  'pricing_model',
  'code',
  'mime_type',
  'voice',
  'animated',
  'forwarded',
  'frequently_forwarded'
]

const SMS = [
  'MessageStatus',
  'SmsStatus',
  'NumMedia',
  'NumSegments',
  'AccountSid',
  'ApiVersion',
  'ErrorCode',
  'MessagingServiceSid',
  'EventType',
  'MediaContentType0',
  'RawDlrDoneDate'
]

const PMS = [
  'type',
  'event',
  'eventType',
  'event_type',
  'action',
  'status',
  'state',
  'version',
  'propertyId',
  'property_id',
  'propertyID',
  'EnterpriseId',
  'currency',
  'timestamp',
  'createdAt',
  'updatedAt',
  'occurredAt',
  'arrivalDate',
  'departureDate',
  'adults',
  'children',
  'roomType',
  'rateCode'
]

const EVENTS = [
  'channel',
  'source',
  'type',
  'direction',
  'status',
  'sourceStatus',
  'previousStatus',
  'newStatus',
  'accountId',
  'phoneNumberId',
  'messagingServiceId',
  'transport',
  'segments',
  'time',
  'errorCode',
  'arrivalDate',
  'departureDate',
  'adults',
  'children',
  'roomType',
  'rateCode',
  'currency',
  'updatedAt',
  'emailValid',
  'deleted',
  'housekeeping',
  'occupancy',
  'service',
  'contentType',
  'path'
]

const OF_CHANNELS: Readonly<Record<string, ReadonlySet<string>>> = {
  whatsapp: new Set(WHATSAPP),
  sms: new Set(SMS),
  pms: new Set(PMS)
}
const OF_EVENTS = new Set(EVENTS)

/** Harmless names in the bodies of a channel. */
export function harmlessInBody(channel: string): ReadonlySet<string> {
  return OF_CHANNELS[channel] ?? new Set()
}

/** Harmless names in the data of events. */
export function harmlessInEvent(): ReadonlySet<string> {
  return OF_EVENTS
}
