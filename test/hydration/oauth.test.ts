import t from 'tap'
import type { Fake } from '../../src/fakes/fake.ts'
import { startHydrated, webhookPath } from '../support/hydrated-app.ts'
import { subscribeFake } from '../support/subscribe-fake.ts'
import { until } from '../support/until.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const NEW_KEY = Buffer.alloc(32, 8).toString('base64')

function tokenCalls({ calls }: Fake): number {
  return calls.filter(({ path }) => /token/i.test(path)).length
}

for (const source of ['apaleo', 'guesty', 'hostaway'] as const) {
  t.test(`the token of ${source} is asked for once, stored sealed, and used after a restart`, async (t) => {
    const first = await startHydrated(t, source, { settings: { SECRETS_KEY: KEY } })
    const { fake, databaseUrl, rows } = first
    await first.hasBaseline()
    t.equal(tokenCalls(fake), 1)
    const [row] = await rows('select token, token_ends_at from providers')
    const sealed = row?.['token']
    t.ok(Buffer.isBuffer(sealed) && !sealed.toString('latin1').includes('fake-token'), 'it is sealed')

    await first.app.close()
    const settings = { ...fake.settings, SECRETS_KEY: `${NEW_KEY},${KEY}` }
    const second = await startHydrated(t, source, { settings, databaseUrl })
    const change = fake.records.all('reservations')[0] ?? {}
    const id = fake.put('reservations', { ...change, ...CHANGES[source] })
    subscribeFake(fake, `${second.url}${webhookPath(source)}`)
    await fake.announce('reservations', id)
    await until(async () => (await second.events()).length > 0, 'the record')
    t.equal(tokenCalls(fake), 1, 'the stored token is used')
    t.strictSame(fake.refusals(), [])
  })
}

const CHANGES = {
  apaleo: { status: 'InHouse' },
  guesty: { status: 'canceled' },
  hostaway: { status: 'cancelled' }
} as const

t.test('a token that ended early is renewed once, however many calls need it', async (t) => {
  const { fake, events, provider, hasBaseline } = await startHydrated(t, 'apaleo')
  await hasBaseline()
  fake.expireTokens()
  const pattern = fake.record('reservations', 'XPGMSXGF-1') ?? {}
  const ids = Array.from({ length: 12 }, (_, at) => fake.put('reservations', { ...pattern, id: `XPGMSXGF-1${at}` }))
  await Promise.all(ids.map((id) => fake.announce('reservations', id)))
  // Each record is an event of the reservation and one of its guest.
  const subjects = ids.flatMap((id) => [`reservation/${id}`, `guest/${id}/primary`])
  await until(async () => (await events()).length >= subjects.length, 'all records')
  const all = await events()
  t.strictSame(all.map(({ subject }) => subject).sort(), subjects.sort())
  t.ok(all.every(({ hydrated }) => hydrated))
  t.equal(tokenCalls(fake), 2)
  t.equal((await provider()).credential.state, 'ok')
})

t.test('a vendor that issues no more tokens today is asked again when it says so', async (t) => {
  const { fake, events, provider, hasBaseline } = await startHydrated(t, 'guesty', {
    settings: { HYDRATION_WAIT_SECONDS: '3' }
  })
  await hasBaseline()
  // Five a day are allowed.
  for (let count = 0; count < 4; count++) await askToken(fake)
  fake.expireTokens()
  const id = fake.put('reservations', {
    ...fake.record('reservations', '66a000000000000000000001'),
    status: 'canceled'
  })
  await fake.announce('reservations', id)
  await until(async () => (await events()).length === 1, 'the thin event')
  const [event] = await events()
  t.strictSame([event?.hydrated, event?.type], [false, 'reservation.cancelled'])
  const asked = tokenCalls(fake)
  t.equal(asked, 6, 'the vendor is not asked again')
  t.strictSame([(await provider()).credential.state, (await provider()).queue.waiting], ['ok', 1])
})

async function askToken({ url, settings }: Fake): Promise<void> {
  const form = {
    grant_type: 'client_credentials',
    scope: 'open-api',
    client_id: settings['GUESTY_CLIENT_ID'] ?? '',
    client_secret: settings['GUESTY_CLIENT_SECRET'] ?? ''
  }
  const reply = await fetch(`${url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  await reply.body?.cancel()
}
