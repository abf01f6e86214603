import { twilioSignature } from '../../plugins/sms/twilio-signature.ts'
import { hmac, sharedSecret, urlToken, type Verifier } from '../../src/contract/verifiers.ts'
import { SAMPLES } from './samples.ts'

export const PUBLIC_URL = 'https://gw.example.test'
export const API_TOKEN = 'properties-api-token-0123'

/** Every gateway under test has a secret for all that can have one. */
export const SECRETS = {
  WHATSAPP_APP_SECRET: 'properties-app-secret',
  WHATSAPP_VERIFY_TOKEN: 'properties-verify-token',
  TWILIO_AUTH_TOKEN: 'properties-auth-token',
  PMS_WEBHOOK_SECRET: 'properties-pms-secret',
  MEWS_WEBHOOK_SECRET: 'properties-mews-secret',
  MEWS_WEBHOOK_TOKEN: 'properties-mews-token',
  CLOUDBEDS_WEBHOOK_TOKEN: 'properties-cloudbeds-token'
} as const

/** A way in: how its sender proves itself, how much it takes, and what real payloads look like. */
export interface Route {
  path: string
  contentType: string
  verifier: Verifier
  secret: string
  limit: number
  samples(id: string): readonly string[]
}

const MB = 1024 * 1024
const json = { contentType: 'application/json', limit: 4 * MB }
const form = { contentType: 'application/x-www-form-urlencoded', limit: 256 * 1024 }
const twilio = { ...form, verifier: twilioSignature, secret: SECRETS.TWILIO_AUTH_TOKEN }
const shared = { ...json, verifier: sharedSecret(), secret: SECRETS.PMS_WEBHOOK_SECRET }

export const ROUTES = {
  whatsapp: {
    ...json,
    path: '/webhooks/whatsapp',
    verifier: hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' }),
    secret: SECRETS.WHATSAPP_APP_SECRET,
    samples: SAMPLES.whatsapp
  },
  sms: { ...twilio, path: '/webhooks/sms', samples: SAMPLES.sms },
  smsStatus: { ...twilio, path: '/webhooks/sms/status', samples: SAMPLES.smsStatus },
  guests: { ...shared, path: '/webhooks/pms/guests', samples: SAMPLES.guests },
  reservations: { ...shared, path: '/webhooks/pms/reservations', samples: SAMPLES.reservations },
  events: { ...shared, path: '/webhooks/pms/events', samples: SAMPLES.events },
  mews: {
    ...json,
    path: '/webhooks/pms/mews',
    verifier: hmac({ header: 'x-mews-signature' }),
    secret: SECRETS.MEWS_WEBHOOK_SECRET,
    samples: SAMPLES.mews
  },
  cloudbeds: {
    ...json,
    path: '/webhooks/pms/cloudbeds',
    verifier: urlToken(),
    secret: SECRETS.CLOUDBEDS_WEBHOOK_TOKEN,
    samples: SAMPLES.cloudbeds
  }
} as const satisfies Record<string, Route>

export interface Request {
  url: string
  headers: Record<string, string>
  body: Buffer
}

/** A request as its provider would send it; with another secret, as a stranger would. */
export function signed(route: Route, body: Buffer | string, secret = route.secret): Request {
  const bytes = Buffer.from(body)
  const { headers = {}, query = {} } = route.verifier.sign({ url: PUBLIC_URL + route.path, body: bytes }, secret)
  const parameters = new URLSearchParams(query).toString()
  const url = parameters === '' ? route.path : `${route.path}?${parameters}`
  return { url, headers: { ...headers, 'content-type': route.contentType }, body: bytes }
}
