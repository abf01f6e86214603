// Real payloads in shape, invented in every value. Each follows the page named above it.

type Samples = (id: string) => readonly string[]

// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
const whatsapp: Samples = (id) => [
  notification({
    contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234' }],
    messages: [
      {
        from: '16505551234',
        id: `wamid.${id}`,
        timestamp: '1749416383',
        type: 'text',
        text: { body: 'Late checkout?' }
      },
      { from: '16505551234', id: `wamid.${id}i`, timestamp: '1749416384', type: 'image', image: { id: '24230790383' } }
    ]
  }),
  notification({
    statuses: [
      { id: `wamid.${id}o`, status: 'delivered', timestamp: '1750030073', recipient_id: '16505551234' },
      {
        ...{ id: `wamid.${id}p`, status: 'failed', timestamp: '1750030074', recipient_id: '16505551234' },
        errors: [{ code: 131049, title: 'Not delivered', error_data: { details: 'Healthy ecosystem engagement.' } }]
      }
    ]
  })
]

function notification(value: object): string {
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: [change] }] })
}

// https://www.twilio.com/docs/messaging/guides/webhook-request
const sms: Samples = (id) => [
  form({
    ...{
      MessageSid: `SM${id}`,
      AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      From: '+14155550123',
      To: '+14155550100'
    },
    ...{ Body: 'Is breakfast still served at ten? 👋', NumMedia: '1', NumSegments: '1', ApiVersion: '2010-04-01' },
    ...{ MediaUrl0: 'https://api.twilio.com/media/ME1', MediaContentType0: 'image/jpeg' }
  })
]

// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
const smsStatus: Samples = (id) => [
  form({ MessageSid: `SM${id}`, MessageStatus: 'delivered', From: '+14155550100', To: '+14155550123' }),
  form({ MessageSid: `SM${id}`, MessageStatus: 'undelivered', ErrorCode: '30003', ErrorMessage: 'Unreachable handset' })
]

function form(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString()
}

// The contract of the generic routes, docs/channels/pms.md
const guest = (id: string) => ({
  ...{ externalId: `g-${id}`, source: 'acme', firstName: 'Ada', lastName: 'Lindqvist', email: 'ada@example.com' },
  ...{ phone: '+46 8 123 456 78', language: 'sv', loyaltyTier: 'gold', vipStatus: 'VIP' },
  preferences: [{ category: 'room', value: 'high-floor' }]
})
const reservation = (id: string) => ({
  ...{ externalId: `r-${id}`, source: 'acme', confirmationNumber: 'CONF123', guest: guest(id), roomNumber: '501' },
  ...{ roomType: 'deluxe-king', arrivalDate: '2027-03-15', departureDate: '2027-03-18', status: 'confirmed' },
  ...{ adults: 2, children: 0, rateCode: 'BAR', totalRate: 599.5, currency: 'USD', specialRequests: ['late checkout'] }
})
const guests: Samples = (id) => [JSON.stringify({ ...guest(id), updatedAt: '2026-03-15T14:00:00Z' })]
const reservations: Samples = (id) => [
  JSON.stringify(reservation(id)),
  JSON.stringify({ ...reservation(id), updatedAt: '2026-03-15T14:00:00Z', totalRate: '123456789012345678.90' })
]
const events: Samples = (id) => {
  const data = { reservation: reservation(id), guest: guest(id) }
  return [
    JSON.stringify({ type: 'guest.checked_in', source: 'acme', timestamp: '2026-03-15T14:00:00Z', data }),
    JSON.stringify({ type: 'room.status_changed', source: 'acme', data: { roomNumber: `5${id}`, newStatus: 'dirty' } })
  ]
}

// https://mews-systems.gitbook.io/connector-api/events/webhooks
const mews: Samples = (id) => [
  JSON.stringify({
    EnterpriseId: 'c390a691-e9a0-4aa0-860c-b3850108ab4c',
    Events: [
      { Discriminator: 'ServiceOrderUpdated', Value: { Id: id } },
      { Discriminator: 'CustomerAdded', Value: { Id: `c-${id}` } },
      { Type: 'Resource', Id: `s-${id}`, State: 'Dirty' }
    ]
  }),
  JSON.stringify({ Action: 'IntegrationCreated', Data: { AccessToken: 'live-token', Enterprise: { Id: id } } })
]

// https://developers.cloudbeds.com/docs/webhooks
const cloudbeds: Samples = (id) => [
  `{"version":"1.0","timestamp":1700000000.123456,"event":"reservation/status_changed","propertyID":12,"propertyID_str":"12","reservationID":"${id}","status":"checked_in"}`,
  `{"version":"1.0","timestamp":1700000001.5,"event":"guest/created","propertyID":12,"guestID":123456789012345678901}`
]

export const SAMPLES = { whatsapp, sms, smsStatus, guests, reservations, events, mews, cloudbeds }
