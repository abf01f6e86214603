import type { Request, Route } from './routes.ts'
import { ROUTES, signed } from './routes.ts'

// What must be found nowhere. Every one is a text that nothing else contains.
export const SENTINELS = {
  phone: '+4915177700919',
  name: 'Zsentinelname',
  text: 'zsentineltext',
  email: 'zsentinel@example.com',
  token: 'zsentineltoken',
  id: 'zsentinelid'
} as const

// Numbers that card networks publish for testing, in every spelling that reaches a gateway.
const SPELLED_CARDS = {
  '4111111111111111': '4111 1111 1111 1111',
  '5555555555554444': '5555-5555-5555-4444',
  '378282246310005': '378282246310005',
  '6011111111111117': '6011111111111117',
  '6200000000000005': '6 2 0 0 0 0 0 0 0 0 0 0 0 0 0 5',
  '2200770239097761': '2200\u20137702\u20123909\u22127761',
  '6759649826438453': '6759\u200b6498\u20602643\ufeff8453',
  '9792030394440796': '9792/0303/9444/0796',
  '6062826786276634': '６０６２８２６７８６２７６６３４',
  '5066991111111118': '٥٠٦٦ ٩٩١١ ١١١١ ١١١٨'
} as const

export const CARDS = Object.keys(SPELLED_CARDS)

/** What is left of no security code: the name, and the digits behind it. */
export const SECURITY_CODE = /cvv[^a-z\d]{1,12}737/i

// Some fields are short.
const SAID = `${SENTINELS.text} card ${Object.values(SPELLED_CARDS).slice(0, 4).join(' or ')}, 12/27`
const SAID_AT_LENGTH = `${SENTINELS.text} card ${Object.values(SPELLED_CARDS).join(' or ')}, 12/27, cvv 737`

const { phone, name, email, token, id } = SENTINELS
const digits = phone.slice(1)

/** Undescribed fields, named after their contents. */
const EXTRA = {
  ...{ accessToken: token, note: SAID_AT_LENGTH, [name]: name, nested: { phone, email, list: [SAID, { token }] } },
  card: { number: CARDS[0], cvv: '737', holder: name },
  cardNumber: Number(CARDS[1]),
  escaped: '\\u0034111111111111111'
}

const message = {
  ...{ from: digits, id: `wamid.${id}`, timestamp: '1749416383', type: 'text', text: { body: SAID_AT_LENGTH } },
  ...EXTRA
}
const error = { code: 131049, title: name, message: SAID, error_data: { details: SAID } }
const status = { id: `wamid.${id}s`, status: 'failed', recipient_id: digits, errors: [error], ...EXTRA }
const contacts = [{ profile: { name: `${name} ${CARDS[0]}` }, wa_id: digits, ...EXTRA }]
const metadata = { display_phone_number: digits, phone_number_id: id }
const value = { metadata, contacts, messages: [message], statuses: [status], ...EXTRA }

const guest = {
  ...{ externalId: id, source: 'acme', firstName: name, lastName: `${name} ${CARDS[0]}`, email, phone, language: name },
  ...{ loyaltyTier: name, vipStatus: SAID, notes: SAID, preferences: [{ category: name, value: SAID }], ...EXTRA }
}
const reservation = {
  ...{ externalId: id, source: 'acme', confirmationNumber: id, guest, roomNumber: name, roomType: SAID },
  ...{ arrivalDate: '2027-03-15', departureDate: '2027-03-18', status: 'confirmed', rateCode: name, totalRate: '5.00' },
  ...{ currency: 'USD', specialRequests: [SAID], notes: [SAID], sourceStatus: name, ...EXTRA }
}
const twilio = {
  ...{
    MessageSid: id,
    AccountSid: token,
    From: phone,
    To: phone,
    Body: SAID_AT_LENGTH,
    ProfileName: name,
    MediaUrl0: SAID
  },
  ...{ MessageStatus: 'failed', ErrorCode: '30003', ErrorMessage: SAID, [name]: SAID, Email: email }
}

/** A good body for each route, with something to find in every field. `poison` is part of its id. */
export function planted(poison: string): readonly (readonly [route: Route, body: string])[] {
  const change = { field: 'messages', value }
  const bodies: Record<keyof typeof ROUTES, object> = {
    whatsapp: { object: 'whatsapp_business_account', entry: [{ id, changes: [change] }], ...EXTRA },
    sms: twilio,
    smsStatus: twilio,
    guests: { ...guest, propertyId: id },
    reservations: { ...reservation, propertyId: id },
    events: {
      type: 'guest.checked_in',
      source: 'acme',
      propertyId: id,
      data: { reservation, guest, ...EXTRA },
      ...EXTRA
    },
    mews: {
      EnterpriseId: id,
      Events: [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: id, ...EXTRA } }],
      ...EXTRA
    },
    cloudbeds: { event: 'guest/created', propertyID: id, guestID: id, timestamp: 1.5, ...EXTRA }
  }
  return Object.entries(ROUTES).map(([name, route]) => {
    const body = bodies[name as keyof typeof ROUTES]
    const isForm = route.contentType.includes('form')
    const text = isForm ? new URLSearchParams({ ...(body as typeof twilio) }).toString() : JSON.stringify(body)
    // JSON.stringify has doubled the backslash of the escape.
    return [route, text.replaceAll('\\\\u0034', '\\u0034').replaceAll(id, `${id}${poison}`)] as const
  })
}

/** Headers and a query that hold what a log must not. */
export function withPlantedEdges({ url, headers, body }: Request): Request {
  const planted = {
    ...{
      'user-agent': name,
      cookie: `session=${token}`,
      'x-request-id': token,
      'x-forwarded-for': phone,
      referer: email
    },
    ...{ 'x-api-key': token, 'proxy-authorization': `Basic ${token}`, 'x-guest': `${name} ${email}` }
  }
  return { url, headers: { ...planted, ...headers }, body }
}

/** The same bodies as they should not be. */
export function spoiled(route: Route, body: string): readonly Request[] {
  const wrong = body.replaceAll(`"${name}"`, `{"${name}":["${name}"]}`).replace('MessageSid', name)
  const broken = body.slice(0, -2)
  const large = body + ' '.repeat(route.limit)
  const stranger = signed(route, body, `${token} of a stranger`)
  return [
    ...[wrong, broken, `"${SAID}"`, `${SAID}{`, large].map((text) => signed(route, text)),
    ...[stranger, { ...stranger, url: `${route.path}?token=${token}&guest=${phone}` }],
    { ...signed(route, body), url: `${route.path}/${name}/%zz?token=${token}` },
    { ...signed(route, body), headers: { ...signed(route, body).headers, 'content-encoding': name } }
  ]
}
