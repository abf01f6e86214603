import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { managing, metaSignature, WITH_ACCOUNTS, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp, createDatabase, type TestApp } from '../support/test-app.ts'

// Two hotels with two WhatsApp numbers on one Meta app, two Twilio sub-accounts, and two Mews enterprises, behind two gateways.

const HOTELS = ['seaview', 'mill'] as const
const NUMBERS = { seaview: ['111', '+4930111111', 'ACaaa'], mill: ['222', '+4930222222', 'ACbbb'] } as const
type Hotel = (typeof HOTELS)[number]
type Age = 'old' | 'new'

interface Sender {
  slug: string
  hotel: Hotel
  purpose: string
  secret(age: Age): string
  /** Sends one item of a hotel. Returns the status. */
  send(gateway: TestApp, id: string, secret: string, hotel?: Hotel): Promise<number>
}

const senders: readonly Sender[] = HOTELS.flatMap((hotel) => [
  {
    slug: `${hotel}-wa`,
    hotel,
    purpose: 'app_secret',
    // One Meta app: both accounts have its secret.
    secret: (age) => `the-${age}-secret-of-the-meta-app`,
    async send({ post }, id, secret, about = hotel) {
      const body = whatsAppText(NUMBERS[about][0], id)
      return (await post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode
    }
  },
  {
    slug: `${hotel}-sms`,
    hotel,
    purpose: 'auth_token',
    secret: (age) => `the-${age}-twilio-token-of-${hotel}`,
    async send({ post }, id, secret, about = hotel) {
      const [, To, AccountSid] = NUMBERS[about]
      const form = {
        AccountSid: secret.endsWith(hotel) ? NUMBERS[hotel][2] : AccountSid,
        Body: 'Hi',
        From: '+491711234567',
        MessageSid: id,
        To
      }
      const text = `https://gw.example.test/webhooks/sms${Object.entries(form).flat().join('')}`
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': createHmac('sha1', secret).update(text).digest('base64')
      }
      return (await post('/webhooks/sms', new URLSearchParams(form).toString(), headers)).statusCode
    }
  },
  {
    slug: `${hotel}-mews`,
    hotel,
    purpose: 'webhook_token',
    secret: (age) => `the-${age}-mews-token-of-${hotel}`,
    async send({ post }, Id, secret, about = hotel) {
      const stay = { StartUtc: '2026-03-01T14:00:00Z', EndUtc: '2026-03-03T10:00:00Z' }
      const Events = [{ Type: 'Reservation', Id, State: 'Confirmed', ...stay }]
      const body = JSON.stringify({ EnterpriseId: `enterprise-${about}`, Events })
      const reply = await post(`/webhooks/pms/mews?token=${secret}`, body, { 'content-type': 'application/json' })
      return reply.statusCode
    }
  }
])

/** Everything by the API of a running gateway. */
async function setUp(t: Test) {
  const databaseUrl = await createDatabase(t)
  const first = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const second = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const api = managing(first)
  for (const slug of HOTELS) await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
  for (const { slug, hotel, purpose, secret } of senders) {
    const [phone_number_id, number, account_sid] = NUMBERS[hotel]
    const kind = { app_secret: 'whatsapp', auth_token: 'twilio', webhook_token: 'mews' }[purpose] ?? ''
    const ids = {
      whatsapp: { phone_number_id },
      twilio: { number, account_sid },
      mews: { property: `enterprise-${hotel}` }
    }[kind]
    const created = await api('POST', '/api/accounts', {
      ...{ slug, kind, name: slug, hotel, secrets: [{ purpose, value: secret('old') }] },
      ids: Object.entries(ids ?? {}).map(([type, value]) => ({ type, value }))
    })
    t.equal(created.statusCode, 201, created.body)
  }
  for (const sender of senders) await isActive(second, sender, 'old')
  return { ...first, gateways: [first, second] as const, api }
}

/** Waits until a gateway takes a secret. */
function isActive(gateway: TestApp, { send, slug, secret }: Sender, age: Age): Promise<boolean | undefined> {
  return waitFor(async () => (await send(gateway, `probe-${slug}-${age}`, secret(age))) === 200, `${slug} ${age}`)
}

t.test('a secret is rotated under load, on two gateways, and no genuine request is refused', async (t) => {
  const { gateways, api, get } = await setUp(t)
  const uses = new Map<Sender, Age>(senders.map((sender) => [sender, 'old']))
  const sent: { id: string; hotel: Hotel; status: number; age: Age }[] = []
  let isOver = false
  const load = senders.flatMap((sender) =>
    gateways.map(async (gateway, at) => {
      for (let count = 0; !isOver; count++) {
        const id = `${sender.slug}-${at}-${count}`
        const age = uses.get(sender) ?? 'old'
        const status = await sender.send(gateway, id, sender.secret(age))
        sent.push({ id, hotel: sender.hotel, status, age })
        await sleep(5)
      }
    })
  )

  const ended: string[] = []
  for (const sender of senders) {
    const { slug, purpose, secret } = sender
    const before = (await api('GET', `/api/accounts/${slug}`)).json().secrets[0].id
    const added = await api('POST', `/api/accounts/${slug}/secrets`, { purpose, value: secret('new') })
    t.equal(added.statusCode, 201, added.body)
    ended.push(`/api/accounts/${slug}/secrets/${before}`)
  }
  for (const sender of senders) {
    for (const gateway of gateways) await isActive(gateway, sender, 'new')
    // The provider changes over at some moment. Requests that it has signed before are still under way.
    uses.set(sender, 'new')
  }
  const many = sent.length + 100
  await waitFor(async () => sent.length > many, 'requests with the new secrets')
  for (const url of ended) t.equal((await api('DELETE', url)).statusCode, 204)
  const more = sent.length + 100
  await waitFor(async () => sent.length > more, 'requests after the old secrets have ended')
  isOver = true
  await Promise.all(load)

  t.strictSame(
    sent.filter(({ status }) => status !== 200),
    [],
    `${sent.length} genuine requests`
  )
  t.ok(sent.some(({ age }) => age === 'old') && sent.some(({ age }) => age === 'new'))
  for (const sender of senders) {
    for (const gateway of gateways) {
      await waitFor(
        async () => (await sender.send(gateway, 'late', sender.secret('old'))) === 401,
        `the end of ${sender.slug}`
      )
    }
  }
  const hotels = await hotelsOf(get)
  t.strictSame(
    sent.filter(({ id, hotel }) => hotels.get(id) !== hotel),
    [],
    'each became an event of its own hotel'
  )
})

/** The hotel of each event, by the id of what it is about. */
async function hotelsOf(get: TestApp['get']): Promise<Map<string, string | undefined>> {
  const hotels = new Map<string, string | undefined>()
  for (let after = ''; ; ) {
    const answer = await get(`/api/events?limit=1000${after}`)
    const { events, cursor } = answer.json()
    for (const { subject, hotel } of events) hotels.set(subject.replace(/^\w+\//, ''), hotel)
    if (answer.headers['bellhook-more'] !== 'true') return hotels
    after = `&after=${cursor}`
  }
}

t.test('a signature of one hotel never writes to the other', async (t) => {
  const { gateways, events, deliveries } = await setUp(t)
  const known = (await events()).length
  for (const sender of senders) {
    const other = sender.hotel === 'mill' ? 'seaview' : 'mill'
    // Both numbers belong to one Meta app, so its signature speaks for both of them.
    if (sender.purpose === 'app_secret') continue
    for (const gateway of gateways) {
      t.equal(await sender.send(gateway, `stolen-${sender.slug}`, sender.secret('old'), other), 200)
    }
  }
  t.equal((await events()).length, known)
  const quarantined = (await deliveries()).filter(({ outcome }) => outcome === 'quarantined')
  t.strictSame([...new Set(quarantined.map(({ cause }) => cause))], ['foreign'])
  t.equal(quarantined.length, 8)
})
