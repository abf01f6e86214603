import { createHash, randomBytes } from 'node:crypto'
import { twilioSignature } from '../plugins/sms/twilio-signature.ts'
import { hmac, sharedSecret, type Verifier } from '../src/contract/verifiers.ts'
import type { Shot } from './load.ts'

/** Settings of every server that is measured. */
export const PUBLIC_URL = 'https://hooks.bench.test'
export const SECRETS = {
  WHATSAPP_APP_SECRET: longSecret('app-secret'),
  TWILIO_AUTH_TOKEN: longSecret('auth-token'),
  PMS_WEBHOOK_SECRET: longSecret('pms-secret')
}

/** Seals the secrets of accounts. */
export const SECRETS_KEY = Buffer.alloc(32, 'bench').toString('base64')

/** As long as a production gateway wants its secrets, and the same in each process and thread of a run. */
export function longSecret(name: string): string {
  return createHash('sha256').update(`bench ${name}`).digest('hex')
}

export type Kind = 'whatsapp' | 'sms' | 'pms'

interface Signing {
  path: string
  contentType: string
  verifier: Verifier
  secret: string
}

const SIGNING: Record<Kind, Signing> = {
  whatsapp: {
    path: '/webhooks/whatsapp',
    contentType: 'application/json',
    verifier: hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' }),
    secret: SECRETS.WHATSAPP_APP_SECRET
  },
  sms: {
    path: '/webhooks/sms',
    contentType: 'application/x-www-form-urlencoded',
    verifier: twilioSignature,
    secret: SECRETS.TWILIO_AUTH_TOKEN
  },
  pms: {
    path: '/webhooks/pms/reservations',
    contentType: 'application/json',
    verifier: sharedSecret(),
    secret: SECRETS.PMS_WEBHOOK_SECRET
  }
}

/** So many write at the same time. */
const GUESTS = 500

/** An endless row of deliveries, each with facts of its own. Every run has other ids than the one before. */
export function traffic(kind: Kind, messages = 1): () => Shot {
  const run = randomBytes(6).toString('hex')
  let count = 0
  return () => {
    const id = `${run}${String(count++).padStart(8, '0')}`
    const guest = String(1000 + (count % GUESTS))
    if (kind === 'sms') return shot(kind, smsBody(id, guest), `message/SM${id.padStart(32, '0')}`)
    if (kind === 'pms') return shot(kind, reservationBody(id), `reservation/${id}`)
    return shot(kind, whatsappBody(id, guest, messages), `message/wamid.${id}`)
  }
}

function shot(kind: Kind, text: string, subject: string): Shot {
  return { bytes: signedRequest(kind, text), subject }
}

export interface Deviation {
  /** Another route of the same channel. */
  path?: string
  /** Another secret than the right one. */
  secret?: string
  /** More header lines, each with its CRLF. */
  headers?: string
}

/** The bytes of a request that its provider has signed. */
export function signedRequest(kind: Kind, text: string | Buffer, deviation: Deviation = {}): Buffer {
  const { path, contentType, verifier, secret, headers: more } = { headers: '', ...SIGNING[kind], ...deviation }
  const body = Buffer.from(text)
  const { headers = {} } = verifier.sign({ url: PUBLIC_URL + path, body }, secret)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head =
    `POST ${path} HTTP/1.1\r\nhost: hooks.bench.test\r\nuser-agent: bench/1\r\naccept: */*\r\n` +
    `content-type: ${contentType}\r\ncontent-length: ${body.length}\r\n${lines.join('')}${more}\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

// Shape of https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples, values invented.
function whatsappBody(id: string, guest: string, messages: number): string {
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
              contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: `1650555${guest}` }],
              messages: Array.from({ length: messages }, (_, at) => ({
                from: `1650555${guest}`,
                id: `wamid.${id}${at === 0 ? '' : `.${at}`}`,
                timestamp: '1749416383',
                type: 'text',
                text: { body: 'Could we have a late checkout on Sunday, please? Our flight leaves at nine.' }
              }))
            }
          }
        ]
      }
    ]
  })
}

// Parameters of https://www.twilio.com/docs/messaging/guides/webhook-request, values invented.
function smsBody(id: string, guest: string): string {
  return new URLSearchParams({
    ToCountry: 'US',
    ToState: 'CA',
    SmsMessageSid: `SM${id.padStart(32, '0')}`,
    NumMedia: '0',
    ToCity: 'SAN FRANCISCO',
    FromZip: '94103',
    SmsSid: `SM${id.padStart(32, '0')}`,
    FromState: 'CA',
    SmsStatus: 'received',
    FromCity: 'SAN FRANCISCO',
    Body: 'Is breakfast still served at ten?',
    FromCountry: 'US',
    To: '+14155550100',
    ToZip: '94103',
    NumSegments: '1',
    MessageSid: `SM${id.padStart(32, '0')}`,
    AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    From: `+1415555${guest}`,
    ApiVersion: '2010-04-01'
  }).toString()
}

function reservationBody(id: string): string {
  return JSON.stringify({
    externalId: id,
    source: 'bench',
    confirmationNumber: `CONF${id}`,
    guest: { externalId: `g-${id}`, firstName: 'Ada', lastName: 'Lindqvist', email: 'ada@example.com' },
    roomNumber: '501',
    roomType: 'deluxe-king',
    arrivalDate: '2027-03-15',
    departureDate: '2027-03-18',
    status: 'confirmed',
    adults: 2,
    children: 0,
    rateCode: 'BAR',
    totalRate: 599.5,
    currency: 'USD',
    specialRequests: ['late checkout']
  })
}
