import { docsAbout } from '../management-docs.ts'

export const DESTINATION = {
  name: 'butler',
  url: 'https://butler.example.com/events',
  headers: {},
  ladder: [5, 30, 120, 300],
  deadLetter: 'after-ladder',
  batch: null,
  timeout: 15,
  concurrency: 16,
  rate: null,
  attempts: 'failures',
  ed25519: false,
  authorization: null,
  tls: null,
  filter: { types: ['message.*'] },
  ordering: 'lane',
  shards: 1,
  state: 'active',
  reason: null,
  breaker: 'open',
  retryAt: '2026-03-01T10:04:00.000Z',
  failingSince: '2026-03-01T09:50:00.000Z',
  problem: '500 Internal Server Error',
  lag: { events: 8112, seconds: 7201.4 },
  parked: 3,
  deadLetters: 1
}

const EVENT_ID = '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6'
const FAILURE = { at: '2026-03-01T10:00:00.000Z', event: EVENT_ID, status: 422, problem: '422 Unprocessable Entity' }

export const ATTEMPTS = { attempts: [{ ...FAILURE, attempt: 1, ms: 12 }], cursor: 'bDEy' }
export const DEAD_LETTERS = {
  deadLetters: [{ ...FAILURE, type: 'message.received', subject: 'message/wamid.1', attempts: 5 }],
  cursor: 'bDEy'
}
export const TESTED = {
  ...{ ok: true, status: 200, ms: 12, answer: 'ok', problem: null },
  request: { headers: { 'webhook-id': EVENT_ID }, body: '{"specversion":"1.0"}' }
}
export const ROTATED = { secret: 'whsec_…', previousUntil: '2026-03-02T10:00:00.000Z' }

export const docsOf = docsAbout('operations/delivery.md')
