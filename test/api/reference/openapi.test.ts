import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import { defineAdapter } from '../../../plugins/pms/adapter.ts'
import { EVENT, GUEST, RESERVATION, ROOM_EVENT } from '../../../plugins/pms/examples.ts'
import {
  EVENT as API_EVENT,
  GUEST as API_GUEST,
  RESERVATION as API_RESERVATION,
  DELIVERY,
  MESSAGE,
  ROOM
} from '../../../src/api/examples.ts'
import { bodyCredential, ping } from '../../../src/contract/verifiers.ts'
import { hasText } from '../../support/has-text.ts'
import { matchExactly } from '../../support/match-exactly.ts'
import { ROOT } from '../../support/root.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../../support/test-app.ts'
import { bodies, documentOf, find, fitting, matching, operationsOf, routesOf, values } from './document.ts'

/** Of the adapters, it has one: a new adapter changes nothing here. */
const DOCUMENT = resolve(ROOT, 'test/fixtures/api/openapi.json')

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }

t.test('the document is OpenAPI 3.1, and as it was when somebody last looked at it', async (t) => {
  const { document } = await documented(t)
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }))
  t.ok(valid, JSON.stringify(errors))
  t.equal(document.info.version, JSON.parse(read('package.json')).version)
  const current = JSON.stringify(withoutAdapters(document), null, 2)
  if (t.writeSnapshot) writeFileSync(DOCUMENT, `${current}\n`)
  const same = JSON.stringify(JSON.parse(readFileSync(DOCUMENT, 'utf8')), null, 2) === current
  t.ok(
    same,
    'when it changed on purpose, write it anew: npx tap --snapshot dist/test/api/reference/openapi.test.js, then npx biome check --write test/fixtures/api'
  )
})

t.test('every route is in it, and nothing else', async (t) => {
  const { app, document } = await documented(t)
  // Parts of pages, the redirect to one, and everything below /app: pages for people, and the routes of /api for a session.
  const isHidden = (route: string) => /^GET \/((docs|login)\/assets\/|$)| \/app(\/(?!api\/me$)|\*|$)/.test(route)
  const routes = routesOf(app).filter((route) => !isHidden(route))
  t.ok(routes.includes('POST /webhooks/pms/mews') && routes.includes('GET /api/deliveries/{id}/raw'))
  const described = operationsOf(document).map(({ name }) => name)
  for (const route of routes) {
    t.ok(
      described.includes(route),
      `${route} needs docs: give the route \`config: { docs }\`, see src/contract/route-docs.ts`
    )
  }
  for (const name of described) t.ok(routes.includes(name), `${name} is a route`)
})

t.test('every code of docs/errors.md is among the replies', async (t) => {
  const { document } = await documented(t)
  const answered = new Set<string>()
  for (const { operation } of operationsOf(document)) {
    for (const { content = {} } of Object.values(operation.responses)) {
      for (const code of Object.keys(content['application/json']?.examples ?? {})) answered.add(code)
    }
  }
  // Each of our channels has words of its own for a refused sender.
  const codes = [...read('docs/errors.md').matchAll(/^## ([A-Z_]+)$/gm)].map(([, code = '']) => code)
  t.strictSame(
    codes.filter((code) => !answered.has(code)),
    ['REFUSED']
  )
})

t.test('the contract’s bodies and answers are in it to the letter', async (t) => {
  const { document } = await documented(t)
  const [, greeting = ''] = /webhooks\/whatsapp -d '(.+)'/.exec(read('README.md')) ?? []
  t.strictSame(bodies(document, 'POST /webhooks/whatsapp'), [JSON.parse(greeting)])
  t.strictSame(bodies(document, 'POST /webhooks/pms/guests'), [
    {
      externalId: 'guest-123',
      source: 'mews',
      firstName: 'John',
      lastName: 'Doe',
      email: 'john@example.com',
      phone: '+1234567890',
      language: 'en',
      loyaltyTier: 'gold',
      vipStatus: 'VIP',
      preferences: [
        { category: 'room', value: 'high-floor' },
        { category: 'pillow', value: 'firm' }
      ]
    }
  ])
  t.strictSame(bodies(document, 'POST /webhooks/pms/reservations'), [
    {
      externalId: 'res-456',
      source: 'mews',
      confirmationNumber: 'CONF123',
      guest: { externalId: 'guest-123', source: 'mews', firstName: 'John', lastName: 'Doe' },
      roomNumber: '501',
      roomType: 'deluxe-king',
      arrivalDate: '2024-03-15',
      departureDate: '2024-03-18',
      status: 'confirmed',
      adults: 2,
      children: 0,
      rateCode: 'BAR',
      totalRate: 599.0,
      currency: 'USD',
      specialRequests: ['late checkout', 'extra pillows']
    }
  ])
  matchExactly(t, bodies(document, 'POST /webhooks/pms/events')[0], {
    type: 'guest.checked_in',
    source: 'mews',
    timestamp: '2024-03-15T14:00:00Z',
    data: { reservation: { externalId: 'res-456' }, guest: { externalId: 'guest-123' } }
  })
  const answers = [
    ['GET /webhooks/whatsapp', 403, 'text/plain', 'Forbidden'],
    ['POST /webhooks/whatsapp', 200, 'text/plain', 'OK'],
    ['POST /webhooks/whatsapp', 401, 'text/plain', 'Invalid signature'],
    ['POST /webhooks/sms', 200, 'text/xml', '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'],
    ['POST /webhooks/sms', 401, 'text/plain', 'Invalid signature'],
    ['POST /webhooks/sms/status', 200, 'text/plain', 'OK'],
    ['POST /webhooks/pms/events', 401, 'application/json', { error: 'Unauthorized' }],
    ['POST /webhooks/pms/mews', 401, 'application/json', { error: 'Unauthorized' }],
    ['POST /webhooks/pms/mews', 401, 'application/json', { error: 'Invalid signature' }]
  ] as const
  for (const [name, status, type, answer] of answers) {
    const shown = values(document, find(document, name).responses[status]?.content?.[type]?.examples)
    t.ok(
      shown.some((value) => JSON.stringify(value) === JSON.stringify(answer)),
      `${name} ${status}`
    )
  }
})

t.test('how each sender proves itself follows from its verifiers', async (t) => {
  const { document } = await documented(t)
  const ways = (name: string) => find(document, name).security.map((needed) => Object.keys(needed).join(' and '))
  t.strictSame(ways('GET /api/events'), ['api-token'])
  t.strictSame(ways('GET /healthz'), [])
  t.strictSame(ways('GET /webhooks/whatsapp'), [])
  t.strictSame(ways('POST /webhooks/whatsapp'), ['x-hub-signature-256'])
  t.strictSame(ways('GET /webhooks/sms/status'), ['x-twilio-signature'])
  t.strictSame(ways('POST /webhooks/pms/guests'), ['x-webhook-secret', 'bearer'])
  t.strictSame(ways('POST /webhooks/pms/mews'), ['x-mews-signature', 'token', 'x-webhook-secret', 'bearer'])
  t.strictSame(ways('POST /webhooks/pms/guesty'), [
    'svix-id and svix-timestamp and svix-signature',
    'x-webhook-secret',
    'bearer'
  ])
})

t.test('every example fits the schema beside it', async (t) => {
  const { document, fits } = await documented(t)
  let seen = 0
  for (const { name, path, method, operation } of operationsOf(document)) {
    const places = [
      { at: 'requestBody', content: operation.requestBody?.content ?? {} },
      ...Object.entries(operation.responses).map(([status, { content = {} }]) => ({
        at: `responses/${status}`,
        content
      }))
    ]
    for (const { at, content } of places) {
      for (const [type, { examples }] of Object.entries(content)) {
        for (const value of values(document, examples)) {
          t.strictSame(fits([path, method, at, 'content', type, 'schema'], value), [], `${name} ${at} ${type}`)
          seen++
        }
      }
    }
  }
  t.ok(seen > 100)
})

t.test('what the gateway answers is what the document says', async (t) => {
  const { app, document, fits } = await documented(t, { ...SECRETS, PMS_SOURCES: 'mews' })
  const secret = { ...JSON_TYPE, 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
  const token = { authorization: `Bearer ${API_TOKEN}` }
  const challenge = `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${SECRETS.WHATSAPP_VERIFY_TOKEN}&hub.challenge=7`
  const guest = JSON.stringify(GUEST)
  const { deliveryId } = (
    await app.inject({ method: 'POST', url: '/webhooks/pms/guests', headers: secret, payload: guest })
  ).json()
  const cases = [
    ['POST', '/webhooks/pms/guests', 200, secret, guest],
    ['POST', '/webhooks/pms/events', 400, secret, '{"type":"guest.left"}'],
    ['POST', '/webhooks/pms/events', 401, {}, '{}'],
    ['POST', '/webhooks/pms/guests', 413, secret, ' '.repeat(4 * 1024 * 1024 + 1)],
    ['POST', '/webhooks/pms/guests', 415, { ...secret, 'content-encoding': 'zstd' }, guest],
    ['POST', '/webhooks/pms/guests', 400, { ...secret, 'content-encoding': 'gzip' }, guest],
    ['POST', `/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`, 200, {}, '{"event":"not/known"}'],
    ['POST', `/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`, 400, {}, 'no json'],
    ['POST', '/webhooks/pms/mews', 401, {}, '{}'],
    ['POST', '/webhooks/whatsapp', 401, {}, '{}'],
    ['GET', '/webhooks/whatsapp?hub.mode=subscribe', 403, {}, ''],
    ['GET', challenge, 200, {}, ''],
    ['POST', '/webhooks/sms', 401, FORM, 'MessageSid=1'],
    ['GET', '/webhooks/sms', 405, {}, ''],
    ['GET', '/api/events', 200, token, ''],
    ['GET', '/api/events?after=x', 400, token, ''],
    ['GET', '/api/events', 401, {}, ''],
    ['GET', '/api/deliveries', 200, token, ''],
    ['GET', `/api/deliveries/${deliveryId}`, 200, token, ''],
    ['GET', `/api/deliveries/${deliveryId}/raw`, 200, token, ''],
    ['GET', '/api/deliveries/x', 400, token, ''],
    ['GET', '/api/guests/mews/guest-123', 200, token, ''],
    ['GET', '/api/guests/mews/nobody', 404, token, ''],
    ['GET', '/healthz', 200, {}, ''],
    ['GET', '/readyz', 200, {}, ''],
    ['GET', '/metrics', 200, token, ''],
    ['GET', '/docs', 200, {}, ''],
    ['GET', '/docs/json', 200, {}, '']
  ] as const
  for (const [method, url, status, headers, payload] of cases) {
    const reply = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    const { path, name, operation } = matching(document, method, url)
    t.equal(reply.statusCode, status, `${method} ${url}: ${reply.body.slice(0, 200)}`)
    const type = String(reply.headers['content-type']).split(';', 1)[0] ?? ''
    const { content = {}, headers: shown = {} } = operation.responses[status] ?? {}
    t.ok(content[type], `${name} says that its ${status} is ${type}`)
    for (const header of Object.keys(shown)) t.ok(reply.headers[header], `${name} ${status} has ${header}`)
    if (type !== 'application/json') continue
    const at = [path, method.toLowerCase(), `responses/${status}`, 'content', type, 'schema']
    t.strictSame(fits(at, reply.json()), [], `${name} ${status}`)
    if (status < 400) continue
    const shownErrors = values(document, content[type]?.examples).map(inShort)
    // The message of a 404 names the kind of record, which the shared example does not.
    const isShown = (text: string) =>
      status === 404 ? text.split(' ')[0] === 'NOT_FOUND' : text === inShort(reply.json())
    t.ok(shownErrors.some(isShown), `${name} ${status} has an example with ${inShort(reply.json())}`)
  }
})

t.test('the API’s examples are what it answers when those of the webhooks are posted', async (t) => {
  const { app, get, post } = await buildTestApp(t, { PMS_WEBHOOK_SECRET: SECRETS.PMS_WEBHOOK_SECRET })
  const secret = { ...JSON_TYPE, 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
  for (const [path, body] of [
    ['reservations', RESERVATION],
    ['guests', GUEST],
    ['events', ROOM_EVENT]
  ] as const) {
    t.equal((await post(`/webhooks/pms/${path}`, JSON.stringify(body), secret)).statusCode, 200)
  }
  const status = find(await documentOf(app), 'POST /webhooks/sms/status').requestBody?.content[FORM['content-type']]
    ?.examples
  const form = new URLSearchParams(Object(status?.['form']).value)
  t.equal((await post('/webhooks/sms/status', form.toString(), FORM)).statusCode, 200)
  const same = async (url: string, example: object, pick = (answer: unknown) => answer) =>
    t.strictSame(timeless(pick((await get(url)).json())), timeless(example), url)
  await same('/api/events?limit=1', API_EVENT, (answer) => Object(answer).events[0])
  await same('/api/deliveries?limit=1', DELIVERY, (answer) => Object(answer).deliveries[0])
  await same('/api/reservations/mews/res-456', API_RESERVATION)
  await same('/api/guests/mews/guest-123', API_GUEST)
  await same('/api/rooms/mews/501', ROOM)
  await same(`/api/messages/sms/${MESSAGE.id}`, MESSAGE)
  t.equal((await post('/webhooks/pms/events', JSON.stringify(EVENT), secret)).json().outcome, 'accepted')
})

t.test('the API refuses a parameter that it does not know, and says which it knows', async (t) => {
  const { document, get } = await documented(t)
  const paths = operationsOf(document).filter(({ name }) => name.startsWith('GET /api/'))
  t.ok(paths.length >= 9)
  for (const { path, operation } of paths) {
    const url = path.replaceAll(/\{\w+\}/g, '018e4150-4a80-7000-8000-000000000001')
    const { error } = (await get(`${url}?nonsense=1`)).json()
    const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    const sentence = known.length > 0 ? `is unknown; known are ${known.join(', ')}` : 'is unknown; there are none here'
    t.strictSame(error?.details?.errors, [{ path: '/nonsense', message: sentence }], url)
  }
})

t.test('a route that an adapter answers for its provider is in the document', async (t) => {
  const adapter = defineAdapter({
    name: 'odd',
    title: 'Odd',
    docs: 'https://docs.odd.example/?a=1&b="2"',
    evidence: 'documented',
    verify: bodyCredential('key'),
    handshake: ping(),
    payload: Type.Object({ key: Type.String() }),
    normalize: () => []
  })
  const { app } = await buildTestApp(t, {}, { adapters: [adapter] })
  hasText(t, find(await documentOf(app), 'GET /webhooks/pms/odd').summary, 'asks whether')
})

/** The document with the routes of one adapter, and without the version. */
function withoutAdapters({ paths, ...document }: Awaited<ReturnType<typeof documentOf>>): object {
  const isKept = (path: string) => {
    const [, name] = /^\/webhooks\/pms\/(.+)$/.exec(path) ?? []
    return name === undefined || ['guests', 'reservations', 'events', 'mews'].includes(name)
  }
  const kept = Object.fromEntries(Object.entries(paths).filter(([path]) => isKept(path)))
  const used = JSON.stringify(
    Object.values(kept).flatMap((methods) => Object.values(methods).map((one) => one.security))
  )
  const { securitySchemes = {}, ...components } = document.components
  const schemes = Object.entries(securitySchemes).filter(([name]) => used.includes(`"${name}":`))
  const info = { ...document.info, version: '' }
  return { ...document, info, components: { ...components, securitySchemes: Object.fromEntries(schemes) }, paths: kept }
}

async function documented(t: Test, environ = {}) {
  const { app, get } = await buildTestApp(t, environ)
  const document = await documentOf(app)
  return { app, get, document, fits: fitting(document) }
}

/** Which error it is, and its sentence. */
function inShort(body: unknown): string {
  const { error } = Object(body)
  return typeof error === 'string' ? error : `${error.code} ${error.message}`
}

/** Ids and instants of arrival differ from run to run. */
function timeless(value: unknown): unknown {
  const text = JSON.stringify(value)
  return JSON.parse(
    text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
  )
}

function read(file: string): string {
  return readFileSync(resolve(ROOT, file), 'utf8')
}
