import t, { type Test } from 'tap'
import { cloudbedsSubscriptions } from '../../plugins/pms/records/cloudbeds-subscriptions.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { Fake } from '../../src/fakes/fake.ts'
import { SUBSCRIPTIONS } from '../../src/fakes/records.ts'
import { startFake } from '../../src/fakes/start-fake.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { startHydrated, WEBHOOK_SETTINGS, webhookPath } from '../support/hydrated-app.ts'
import { bellhook } from '../support/run-command-line.ts'
import { until } from '../support/until.ts'

const PUBLIC_URL = 'https://hooks.example.com'
const OTHER = 'https://other.example.com/hooks/zap-a1b2c3d4e5f6a7b8c9?key=private_key_0123'
const COUNT: Readonly<Record<string, number>> = { cloudbeds: cloudbedsSubscriptions.events.length }
const SOURCES: readonly FakeSource[] = ['cloudbeds', 'apaleo', 'guesty', 'hostaway']

/** A subscription in the vendor's own form. */
function recordOf(source: FakeSource, id: string, url: string, changes: JsonObject = {}): JsonObject {
  switch (source) {
    case 'cloudbeds':
      return {
        id,
        event: { entity: 'reservation', action: 'created' },
        subscriptionData: { endpoint: url },
        ...changes
      }
    case 'apaleo':
      return {
        id,
        endpointUrl: url,
        events: ['reservation/*', 'unit/changed', 'maintenance/*'],
        propertyIds: [],
        ...changes
      }
    case 'guesty':
      return { _id: id, url, events: ['reservation.updated.v2'], ...changes }
    default:
      return { id: Number(id), isEnabled: 1, url, login: 'fake', password: 'another', ...changes }
  }
}

async function connected(t: Test, source: FakeSource, settings: Record<string, string> = {}) {
  const fake = await startFake(source)
  t.teardown(() => fake.close())
  const environ = {
    PUBLIC_URL,
    DESTINATION_NETWORKS: '127.0.0.1/32',
    ...fake.settings,
    ...WEBHOOK_SETTINGS[source],
    ...settings
  }
  const run = (...options: string[]) => connect(source, environ, options)
  const put = (id: string, url: string, changes?: JsonObject) =>
    fake.records.put(SUBSCRIPTIONS, id, recordOf(source, id, url, changes))
  return { fake, run, put, environ }
}

async function connect(source: FakeSource, environ: Record<string, string>, options: readonly string[]) {
  const { code, out, err } = await bellhook(['connect', source, '--json', ...options], environ)
  const lines = out.split('\n').filter((line) => line !== '')
  return { code, out, err, lines: lines.map((line) => JSON.parse(line)) }
}

/** For all vendors side by side: a gateway asks every 30 s for a subscription that was missing. */
function ofEach(name: string, work: (t: Test, source: FakeSource) => Promise<void>): void {
  t.test(name, async (t) => void (await Promise.all(SOURCES.map((source) => work(t, source)))))
}

function changesOf({ calls }: Fake): string[] {
  const isToken = (path: string) => /token/i.test(path)
  return calls.filter(({ method, path }) => method !== 'GET' && !isToken(path)).map(({ method }) => method)
}

ofEach('bellhook connect creates what is missing, and then has nothing to do', async (t, source) => {
  // Apaleo calls the URL while it answers, so a gateway has to run.
  const { fake, url, provider, environ } = await withGateway(t, source)
  const run = (...options: string[]) => connect(source, environ, options)
  const planned = await run('--dry-run')
  t.equal(planned.code, 0, planned.err)
  t.strictSame(changesOf(fake), [], 'a dry run changes nothing')
  const count = COUNT[source] ?? 1
  const summary = { source, create: count, replace: 0, delete: 0, enable: 0, keep: 0, others: 0, done: false }
  t.strictSame(planned.lines.at(-1), summary)
  t.equal(planned.lines.length, count + 1)
  const [first] = planned.lines
  t.strictSame(
    [first.action, first.id, first.url, first.done],
    ['create', null, `${url}/webhooks/pms/${source}`, false]
  )
  t.strictSame(Object.keys(first), ['action', 'id', 'events', 'url', 'done'])

  const done = await run('--yes')
  t.equal(done.code, 0, done.err)
  t.strictSame(done.lines.at(-1), { ...summary, done: true })
  t.ok(done.lines.every((line) => line.done))
  t.ok(done.lines.slice(0, -1).every((line) => typeof line.id === 'string'))
  const again = await run('--yes')
  t.strictSame(again.lines.at(-1), { ...summary, create: 0, keep: count, done: true })
  const nothing = changesOf(fake).length
  t.equal(nothing, count, 'a second run changes nothing')
  for (const { out, err } of [planned, done, again])
    t.notMatch(out + err, /token_0123|password_0123|fake-token|fake-secret|cbat_/)
  t.strictSame(fake.refusals(), [])
  await until(async () => (await provider()).subscription.state === 'ok', 'the gateway sees the subscription')
})

ofEach('bellhook connect repairs ours, and touches no other', async (t, source) => {
  const { fake, url, environ } = await withGateway(t, source)
  const put = (id: string, at: string, changes?: JsonObject) =>
    fake.records.put(SUBSCRIPTIONS, id, recordOf(source, id, at, changes))
  put('901', OTHER)
  put('902', `${url}/webhooks/pms/${source}?token=yesterday`)
  put('903', `${url}/webhooks/pms/${source}?token=the_day_before`)
  const others = fake.record(SUBSCRIPTIONS, '901')
  const { code, out, err, lines } = await connect(source, environ, ['--yes'])
  t.equal(code, 0, err)
  const { create, replace, delete: doubles, others: left, done } = lines.at(-1)
  t.strictSame([create, replace, doubles, left, done], [(COUNT[source] ?? 1) - 1, 1, 1, 1, true])
  t.strictSame(fake.record(SUBSCRIPTIONS, '901'), others)
  t.strictSame([fake.record(SUBSCRIPTIONS, '902'), fake.record(SUBSCRIPTIONS, '903')], [undefined, undefined])
  const methods = changesOf(fake)
  t.ok(methods.indexOf('POST') < methods.indexOf('DELETE'), 'the new one is created before the old one is deleted')
  t.notMatch(out, /yesterday|the_day_before|private_key|a1b2c3d4/)
})

t.test('a subscription of Hostaway that is switched off is switched on', async (t) => {
  const { fake, run, put } = await connected(t, 'hostaway')
  put('700', `${PUBLIC_URL}/webhooks/pms/hostaway`, { isEnabled: 0, password: 'test_hostaway_password_0123' })
  t.strictSame((await run('--yes')).lines.map(({ action, done }) => [action, done])[0], ['enable', true])
  t.equal(fake.record(SUBSCRIPTIONS, '700')?.['isEnabled'], 1)
})

t.test('it asks first, and without a terminal changes nothing', async (t) => {
  const { fake, run } = await connected(t, 'guesty')
  const { code, err } = await run()
  t.equal(code, 2)
  t.match(err, /^bellhook: nothing is changed, because there is no terminal to ask/)
  t.strictSame(changesOf(fake), [])
})

t.test('a vendor that refuses is exit code 1, and what was done is shown', async (t) => {
  const { fake, run, put } = await connected(t, 'apaleo')
  // Nobody answers the health check at PUBLIC_URL.
  put('902', `${PUBLIC_URL}/webhooks/pms/apaleo?token=yesterday`)
  const { code, err, lines } = await run('--yes')
  t.equal(code, 1)
  t.match(err, /^apaleo refused a change: HTTP 422\. Check the credentials/)
  t.strictSame(lines.at(-1).done, false)
  t.ok(fake.record(SUBSCRIPTIONS, '902'), 'the old one stays')
  fake.fail('refused')
  t.equal((await run('--dry-run')).code, 1)
})

t.test('what is missing is named', async (t) => {
  const environ = { PUBLIC_URL }
  const unknown = await bellhook(['connect', 'mews'], environ)
  t.equal(unknown.code, 2)
  t.match(unknown.err, /use one of (apaleo|cloudbeds), /)
  const unset = await bellhook(['connect', 'cloudbeds'], environ)
  t.equal(unset.code, 78)
  t.match(unset.err, /CLOUDBEDS_API_KEY is not set/)
  const tokenless = await bellhook(['connect', 'cloudbeds'], { ...environ, CLOUDBEDS_API_KEY: 'cbat_x' })
  t.equal(tokenless.code, 78)
  t.match(tokenless.err, /CLOUDBEDS_WEBHOOK_TOKEN is not set/)
})

/** A fake and a gateway without any subscription, and the gateway's settings. */
async function withGateway(t: Test, source: FakeSource) {
  const gateway = await startHydrated(t, source, { subscribed: false })
  await gateway.hasBaseline()
  const { fake, url, databaseUrl } = gateway
  const environ = {
    PUBLIC_URL: url,
    DATABASE_URL: databaseUrl,
    DESTINATION_NETWORKS: '127.0.0.1/32',
    ...fake.settings,
    ...WEBHOOK_SETTINGS[source]
  }
  return { ...gateway, environ }
}

t.test('the token stands in the URL', async (t) => {
  const { fake, run } = await connected(t, 'guesty')
  t.equal((await run('--yes')).code, 0)
  t.equal(fake.records.all(SUBSCRIPTIONS)[0]?.['url'], `${PUBLIC_URL}${webhookPath('guesty')}`)
})
