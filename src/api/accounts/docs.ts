import { docsAbout } from '../management-docs.ts'

const TIME = '2026-11-26T10:20:11.000Z'

export const HOTEL = { slug: 'seaview', name: 'Hotel Seaview', timeZone: 'Europe/Berlin', country: 'DE', version: 1 }

export const SECRET = {
  id: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6',
  purpose: 'app_secret',
  hint: '9f2c',
  createdAt: TIME,
  createdBy: 'api-token',
  endsAt: null,
  usedAt: null
}

export const ACCOUNT = {
  slug: 'seaview-whatsapp',
  kind: 'whatsapp',
  name: 'Seaview front desk',
  hotel: 'seaview',
  state: 'active',
  version: 12,
  pathKey: 'k7q2m4fxw3d5',
  urls: ['https://hooks.example.com/webhooks/whatsapp/a/k7q2m4fxw3d5'],
  ids: [{ type: 'phone_number_id', value: '106540352242922', hotel: 'seaview', label: '+49 30 901820' }],
  secrets: [SECRET]
}

export const UNCLAIMED = {
  id: '7c2f9d01ab34ef56',
  kind: 'whatsapp',
  type: 'phone_number_id',
  value: '106540352242999',
  account: 'seaview-whatsapp',
  deliveries: 14,
  firstAt: TIME,
  lastAt: TIME
}

export const KEY = {
  name: 'night-report',
  hint: 'x7Qe',
  scopes: ['events.read'],
  hotels: null,
  endsAt: TIME,
  usedAt: null,
  createdAt: TIME,
  createdBy: 'api-token',
  endedAt: null
}

export const OPERATOR = {
  name: 'mara',
  role: 'admin',
  hotels: null,
  email: null,
  createdAt: TIME,
  createdBy: 'api-token',
  lastLogin: null
}

export const ENTRY = {
  position: 1204,
  at: TIME,
  actor: 'api-token',
  action: 'secret.added',
  target: 'account:seaview-whatsapp',
  hotel: 'seaview',
  detail: { purpose: 'app_secret' }
}

export const CURSOR = 'bDEy'

export const docsOf = docsAbout('accounts.md')
