import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import type { PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { adapters } from '../../../plugins/pms/adapters/index.ts'
import { factKey } from '../../../plugins/pms/fact-key.ts'
import { readEvent, readGuest, readReservation } from '../../../plugins/pms/generic.ts'
import { eventRules, guestRules, reservationRules } from '../../../plugins/pms/rules.ts'
import { readMessage } from '../../../plugins/sms/message.ts'
import { parameters } from '../../../plugins/sms/parameters.ts'
import { readStatus } from '../../../plugins/sms/status.ts'
import { twilioSignature } from '../../../plugins/sms/twilio-signature.ts'
import { normalize } from '../../../plugins/whatsapp/normalize.ts'
import { check } from '../../../schemas/check.ts'
import { EventBody, GuestBody, ReservationBody } from '../../../schemas/pms.ts'
import { isProblem, type Reading } from '../../../schemas/reading.ts'
import { SmsMessage, SmsStatus } from '../../../schemas/sms.ts'
import { WhatsAppPayload } from '../../../schemas/whatsapp.ts'
import { exactJson, json } from '../../../src/contract/decode.ts'
import { bodyCredential, hmac, sharedSecret, type Verifier } from '../../../src/contract/verifiers.ts'

/** What a route does with a body, without HTTP and without a database. */
export interface Reader {
  name: string
  contentType: string
  /** Bytes of the largest body. */
  limit: number
  verifier: Verifier
  /** Names of fields that hold live credentials. */
  credentials: readonly string[]
  decode(body: Buffer, contentType: string): unknown
  /** Number of violations that are listed. */
  validate(decoded: unknown): number
  /** Only for a value without violations. */
  normalize(payload: unknown): readonly Reading[]
  /** Bodies that a provider sends: JSON values, or the parameters of a form. */
  samples: readonly unknown[]
}

const FIXTURES = 'test/fixtures'
const KB = 1024
const JSON_BODY = { contentType: 'application/json', limit: 4096 * KB, verifier: sharedSecret(), credentials: [] }
const FORM_BODY = { contentType: 'application/x-www-form-urlencoded', limit: 256 * KB, verifier: twilioSignature }

export function readers(): readonly Reader[] {
  return [
    {
      ...JSON_BODY,
      ...reading(WhatsAppPayload, normalize),
      name: 'whatsapp',
      verifier: hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' }),
      decode: (body) => (body.includes('"message_template_id"') ? exactJson(body) : json(body)),
      samples: samplesIn('whatsapp')
    },
    { ...FORM_BODY, ...reading(SmsMessage, readMessage), ...sms('sms', '') },
    { ...FORM_BODY, ...reading(SmsStatus, readStatus), ...sms('sms/status', '/status') },
    { ...JSON_BODY, ...sms('sms as JSON', ''), ...reading(SmsMessage, readMessage), limit: 256 * KB },
    { ...JSON_BODY, ...reading(GuestBody, readGuest, guestRules), ...generic('guests') },
    { ...JSON_BODY, ...reading(ReservationBody, readReservation, reservationRules), ...generic('reservations') },
    { ...JSON_BODY, ...reading(EventBody, readEvent, eventRules), ...generic('events') },
    ...adapters.map(ofAdapter),
    // No adapter of ours proves its sender by the body.
    { ...JSON_BODY, ...reading(GuestBody, readGuest), ...generic('guests'), verifier: bodyCredential('auth', 'token') }
  ]
}

function sms(name: string, path: string): Pick<Reader, 'name' | 'credentials' | 'decode' | 'samples'> {
  const requests = samplesIn('sms') as readonly { path: string; parameters: object }[]
  const samples = requests.filter((request) => request.path === path).map((request) => request.parameters)
  return { name, credentials: [], decode: parameters, samples }
}

function generic(route: string): Pick<Reader, 'name' | 'decode' | 'samples'> {
  return { name: `pms/${route}`, decode: exactJson, samples: samplesIn(`pms/${route}`) }
}

function ofAdapter(adapter: PmsAdapter): Reader {
  return {
    ...JSON_BODY,
    ...reading(adapter.payload, (payload) => readByAdapter(adapter, payload)),
    ...generic(adapter.name),
    verifier: [adapter.verify].flat()[0] ?? JSON_BODY.verifier,
    credentials: adapter.credentials ?? []
  }
}

/** As the route does it: each event of a delivery gets the property and a key. */
function readByAdapter(adapter: PmsAdapter, payload: unknown): readonly Reading[] {
  const property = adapter.property?.(payload)?.slice(0, 255)
  const duplicateKey = factKey(adapter.duplicateKey?.(payload, {}) ?? [])
  return adapter.normalize(payload).map((one) => {
    if (isProblem(one)) return one
    const about = { source: adapter.name, property }
    if (one.type === undefined) return { ...one, ...about }
    return { ...one, ...about, key: [one.type, one.kind, one.id, property ?? '', ...duplicateKey] }
  })
}

function reading<Payload>(
  schema: TSchema,
  normalizePayload: (payload: Payload) => readonly Reading[],
  rules: (decoded: unknown) => readonly unknown[] = () => []
): Pick<Reader, 'validate' | 'normalize'> {
  const violations = check(schema)
  return {
    validate: (decoded) => violations(decoded).length + rules(decoded).length,
    // A payload without violations is what the reader is written for.
    normalize: (payload) => normalizePayload(payload as Payload)
  }
}

function samplesIn(folder: string): unknown[] {
  const path = join(FIXTURES, folder)
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const { request, body } = JSON.parse(readFileSync(join(path, file), 'utf8'))
    return request ?? body
  })
}
