import type { CloudEvent, DeliveryView } from '../../schemas/event.ts'
import type { Replayed, ReplayRecord } from '../../schemas/replay.ts'

// The answers of a gateway that has received the examples of the webhooks. A test compares them.

const DELIVERY_ID = '018e4150-4a80-7000-8000-000000000001'
const EVENT_ID = '018e4150-4a81-7000-8000-000000000001'
const ARRIVED = '2024-03-15T09:00:00.000Z'

const named = { externalId: 'guest-123', source: 'mews', firstName: 'John', lastName: 'Doe' }

const guest = {
  ...named,
  email: null,
  emailValid: null,
  phone: null,
  phoneE164: null,
  language: null,
  nationality: null,
  loyaltyTier: null,
  vipStatus: null,
  preferences: [],
  notes: null,
  extra: {}
}

const reservation = {
  externalId: 'res-456',
  source: 'mews',
  confirmationNumber: 'CONF123',
  guest,
  roomNumber: '501',
  roomType: 'deluxe-king',
  arrivalDate: '2024-03-15',
  departureDate: '2024-03-18',
  status: 'confirmed',
  sourceStatus: 'confirmed',
  adults: 2,
  children: 0,
  rateCode: 'BAR',
  totalRate: { amount: '599.00', currency: 'USD' },
  currency: 'USD',
  specialRequests: ['late checkout', 'extra pillows'],
  notes: [],
  updatedAt: null,
  rooms: [],
  extra: {}
}

const status = {
  channel: 'sms',
  externalId: 'SM00000000000000000000000000000002',
  time: null,
  accountId: null,
  from: null,
  to: null,
  recipient: { phone: null, waId: null, userId: null },
  errorCode: '30003',
  errorMessage: 'Unreachable destination handset'
}

export const EVENT: CloudEvent = {
  specversion: '1.0',
  id: EVENT_ID,
  type: 'reservation.created',
  source: 'mews',
  subject: 'reservation/res-456',
  time: ARRIVED,
  datacontenttype: 'application/json',
  channel: 'pms',
  deliveryid: DELIVERY_ID,
  receivedtime: ARRIVED,
  timebasis: 'received',
  verified: true,
  hydrated: false,
  data: { reservation, guest: named }
}

export const DELIVERY: DeliveryView = {
  id: DELIVERY_ID,
  channel: 'pms',
  source: 'mews',
  endpoint: '/webhooks/pms/reservations',
  contentType: 'application/json',
  contentCoding: null,
  receivedAt: ARRIVED,
  verified: true,
  masked: false,
  outcome: 'accepted',
  cause: 'none',
  account: null,
  hotel: null,
  reason: null,
  problems: [],
  events: [EVENT_ID],
  traceparent: null,
  bytes: 405
}

const ACCEPTED: Replayed['after'] = { outcome: 'accepted', reason: null, problems: [] }
const CORRECTION_ID = '018e4150-4a82-7000-8000-000000000001'

/** The result of a replay after a defect in a channel was fixed. */
export const REPLAYED: Replayed = {
  delivery: DELIVERY_ID,
  before: ACCEPTED,
  after: ACCEPTED,
  changes: [
    {
      kind: 'corrected',
      event: { id: CORRECTION_ID, type: EVENT.type, source: 'mews', subject: EVENT.subject, time: ARRIVED },
      corrects: EVENT_ID,
      differences: [{ path: '/data/reservation/roomNumber', before: null, after: '501' }]
    }
  ],
  news: true,
  written: true
}

export const REPLAY: ReplayRecord = {
  id: '018e4150-4a83-7000-8000-000000000001',
  requestedBy: 'ada@front-desk',
  tokenFingerprint: '9f2c41d07ab3',
  at: ARRIVED,
  outcomeBefore: 'accepted',
  outcomeAfter: 'accepted',
  added: 0,
  corrected: 1,
  vanished: 0,
  events: [CORRECTION_ID]
}

const about = { channel: 'pms', source: 'mews', updatedAt: ARRIVED, events: [EVENT_ID] }

export const RESERVATION = { ...about, kind: 'reservation', id: 'res-456', state: reservation }

export const GUEST = {
  ...about,
  kind: 'guest',
  id: 'guest-123',
  state: {
    ...guest,
    email: 'john@example.com',
    emailValid: true,
    phone: '+1234567890',
    phoneE164: '+1234567890',
    language: 'en',
    loyaltyTier: 'gold',
    vipStatus: 'VIP',
    preferences: [
      { category: 'room', value: 'high-floor' },
      { category: 'pillow', value: 'firm' }
    ]
  }
}

export const ROOM = {
  ...about,
  kind: 'room',
  id: '501',
  state: { number: '501', status: 'clean', housekeeping: 'clean' }
}

export const MESSAGE = {
  ...about,
  channel: 'sms',
  source: 'twilio',
  kind: 'message',
  id: status.externalId,
  state: { ...status, status: 'undelivered', statuses: { undelivered: status } }
}

export const PROVIDER = {
  source: 'mews',
  property: '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11',
  credential: { state: 'ok', reason: null },
  baseline: { startedAt: '2026-11-20T13:00:01.200Z', completedAt: '2026-11-20T13:00:04.900Z' },
  queue: { waiting: 0, aside: 0, oldestSeconds: 0 },
  reconcile: { lastCompletedAt: '2026-11-20T14:00:00.100Z', missed: 7 },
  silence: { state: 'ok', since: null, lastWebhookAt: '2026-11-20T14:02:13.000Z' },
  subscription: { state: 'unknown' }
}
