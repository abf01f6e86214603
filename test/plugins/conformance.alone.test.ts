import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import twilio from 'twilio'
import { readMessage } from '../../plugins/sms/message.ts'
import { readStatus } from '../../plugins/sms/status.ts'
import { FIELDS } from '../../plugins/whatsapp/fields.ts'
import { normalize } from '../../plugins/whatsapp/normalize.ts'
import { check } from '../../schemas/check.ts'
import { CloudEvent } from '../../schemas/event.ts'
import { MessageData, StatusData } from '../../schemas/message.ts'
import { type Fact, isProblem, type JsonObject, type Reading, type State } from '../../schemas/reading.ts'
import type { WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { ROOT } from '../support/root.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'

const FIXTURES = join(ROOT, 'test/fixtures')
const DOCS = join(ROOT, 'docs')

/** A field that a vendor might add tomorrow. */
const EXTRA = 'added_later'

interface Kit<Request> {
  variable: string
  path(request: Request): string
  body(request: Request): string
  sign(request: Request, body: string, secret: string): Record<string, string>
  /** The same with a field that nobody knows, wherever there is room for one. */
  extended(request: Request): Request
  read(request: Request): readonly Reading[]
}

interface Sms {
  path: '' | '/status'
  parameters: Record<string, string> & { From: string; To: string }
}

const whatsapp: Kit<WhatsAppPayload> = {
  variable: 'WHATSAPP_APP_SECRET',
  path: () => '/webhooks/whatsapp',
  body: (request) => JSON.stringify(request),
  sign: (_request, body, secret) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  }),
  extended: (request) =>
    JSON.parse(JSON.stringify(request), (_key, value: unknown) =>
      isPlain(value) ? { ...value, [EXTRA]: { any: 1 } } : value
    ),
  read: normalize
}

const sms: Kit<Sms> = {
  variable: 'TWILIO_AUTH_TOKEN',
  path: ({ path }) => `/webhooks/sms${path}`,
  body: ({ parameters }) => new URLSearchParams(parameters).toString(),
  sign: ({ path, parameters }, body, secret) => ({
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': twilio.getExpectedTwilioSignature(
      secret,
      `https://gw.example.test/webhooks/sms${path}`,
      body.endsWith(' ') ? {} : parameters
    )
  }),
  extended: ({ path, parameters }) => ({ path, parameters: { ...parameters, [EXTRA]: '1' } }),
  read: ({ path, parameters }) => (path === '' ? readMessage(parameters) : readStatus(parameters))
}

t.test('whatsapp', (t) => conform(t, 'whatsapp', whatsapp))
t.test('sms', (t) => conform(t, 'sms', sms))

t.test('every field of Meta’s that becomes an event has a fixture, and a line in the docs', async (t) => {
  const page = readFileSync(join(DOCS, 'channels/whatsapp.md'), 'utf8')
  const text = fixtures<WhatsAppPayload>('whatsapp').map(({ request }) => JSON.stringify(request))
  for (const field of Object.keys(FIELDS)) {
    t.ok(
      text.some((body) => body.includes(`"field":"${field}"`)),
      `${field} has a fixture`
    )
    t.ok(page.includes(`\`${field}\``), `${field} is in the docs`)
  }
})

async function conform<Request>(t: Test, channel: string, kit: Kit<Request>): Promise<void> {
  const secrets = { [kit.variable]: 'the-new-secret,the-old-secret' }
  const [app, other] = [await buildTestApp(t, secrets), await buildTestApp(t, secrets)]
  const model = readFileSync(join(DOCS, 'event-model.md'), 'utf8')
  const fits = { message: check(MessageData), status: check(StatusData), event: check(CloudEvent) }

  for (const { name, from, request, events } of fixtures<Request>(channel)) {
    t.match(from, /^https:\/\//, `${name} names the page it follows`)
    t.not(events.length, 0, name)

    const frozen = deepFrozen(structuredClone(request))
    const read = kit.read(frozen).flatMap((reading) => (isProblem(reading) ? [] : [asEvent(reading)]))
    t.strictSame(read, events, `${name}: the reader is pure`)
    t.strictSame(kit.read(frozen), kit.read(request), `${name}: and says the same twice`)

    const body = kit.body(request)
    const { 'content-type': contentType = 'application/json', ...proof } = kit.sign(request, body, 'the-new-secret')
    const post = async (payload: string, headers: Record<string, string>) =>
      (await app.post(kit.path(request), payload, { 'content-type': contentType, ...headers })).statusCode
    t.equal(await post(body, {}), 401, `${name} without a header`)
    t.equal(await post(`${body} `, proof), 401, `${name} with one byte more`)

    const told = await newEvents(app, async () => t.equal(await post(body, proof), 200, name))
    t.strictSame(told.map(summary), events, name)
    for (const { type, data, ...event } of told) {
      t.strictSame(fits.event({ type, data, ...event }), [], name)
      t.ok(model.includes(`\`${type}\``), `${type} is in the event model`)
      if (data['message'] !== undefined) t.strictSame(fits.message(data['message']), [], name)
      if (data['status'] !== undefined) t.strictSame(fits.status(data['status']), [], name)
    }
    const again = kit.sign(request, body, 'the-old-secret')
    t.strictSame(await newEvents(app, async () => t.equal(await post(body, again), 200)), [], `${name} once more`)

    const more = kit.extended(request)
    const longer = kit.body(more)
    const extended = await newEvents(other, () =>
      other.post(kit.path(more), longer, kit.sign(more, longer, 'the-new-secret'))
    )
    t.strictSame(extended.map(summary).map(withoutExtra), events, `${name} with fields that nobody knows`)
  }
  const odd = fixtures<Request>(channel).filter(({ outcome }) => outcome === 'quarantined')
  t.equal((await app.deliveries('outcome=quarantined')).length, 2 * odd.length)
  t.equal((await other.deliveries('outcome=quarantined')).length, odd.length)
}

interface Fixture<Request> {
  name: string
  from: string
  request: Request
  events: JsonObject[]
  /** Not all of it can be read. */
  outcome?: 'quarantined'
}

function fixtures<Request>(channel: string): Fixture<Request>[] {
  const folder = join(FIXTURES, channel)
  return readdirSync(folder).map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }))
}

async function newEvents(app: TestApp, act: () => Promise<unknown>): Promise<CloudEvent[]> {
  const { cursor } = (await app.get('/api/events?limit=1000')).json()
  await act()
  return app.events(`after=${cursor}`)
}

function summary({ type, subject, time, timebasis, data }: CloudEvent) {
  return { type, subject, ...(timebasis === 'event' ? { time } : {}), data }
}

function asEvent(reading: Fact | State): unknown {
  const { type, kind, id, time, data } = reading
  return JSON.parse(JSON.stringify({ type, subject: `${kind}/${id}`, time, data }))
}

function withoutExtra(event: object): unknown {
  return JSON.parse(JSON.stringify(event), (key, value: unknown) => {
    if (key === EXTRA) return undefined
    return key === 'extra' && isPlain(value) && Object.keys(value).length === 0 ? undefined : value
  })
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFrozen(inner)
  return Object.freeze(value)
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
