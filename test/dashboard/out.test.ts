import t, { type Test } from 'tap'
import { durationWords, lagWords, stateOf, summaryOf } from '../../src/dashboard/view/destination-words.ts'
import { filterWords, ladderWords } from '../../src/dashboard/view/filter-words.ts'
import type { DestinationView } from '../../src/destinations/destination-view.ts'
import { consumerClient } from '../support/consumer-client.ts'
import { FAST, startReceiver } from '../support/destination-fixture.ts'
import { hasText } from '../support/has-text.ts'
import { managing, metaSignature, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import { buildTestDashboard, headingOf, type TestDashboard } from '../support/test-dashboard.ts'

const NOW = Date.parse('2026-03-01T10:00:00.000Z')
const ACTIVE = {
  ...{ state: 'active', reason: null, breaker: 'closed', retryAt: null, failingSince: null, problem: null },
  ...{ lag: { events: 0, seconds: 0 }, parked: 0 }
} as const satisfies Partial<DestinationView>
const PAUSED = { ...ACTIVE, state: 'paused' } as const
const OPEN = {
  ...ACTIVE,
  breaker: 'open',
  retryAt: '2026-03-01T10:04:00.000Z',
  failingSince: '2026-03-01T08:00:00.000Z',
  problem: '500 Internal Server Error',
  lag: { events: 8112, seconds: 7201.4 }
} as const

/** A gateway that may send to loopback. */
function build(t: Test): Promise<TestDashboard> {
  return buildTestDashboard(t, { ...SECRETS, DESTINATION_NETWORKS: '127.0.0.1' }, { limits: { destinations: FAST } })
}

async function write({ post }: TestDashboard, id: string): Promise<void> {
  const body = whatsAppText('111', `wamid.${id}`)
  const { statusCode } = await post('/webhooks/whatsapp', body, metaSignature(body, SECRETS.WHATSAPP_APP_SECRET))
  if (statusCode !== 200) throw new Error(`the message was refused with ${statusCode}`)
}

/** Labels of the buttons of a page. */
function buttonsOf(body: string): string[] {
  const buttons = [...body.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map(([, label = '']) => label)
  return buttons.filter((label) => label !== 'Log out')
}

t.test('states in words', async (t) => {
  const words = (view: Partial<DestinationView>) => {
    const { word, why } = stateOf({ ...ACTIVE, ...view }, NOW)
    return [word, why]
  }
  t.strictSame(words({}), ['Active', ''])
  t.strictSame(words({ problem: '422' }), ['Active', 'the latest request failed'])
  t.strictSame(words(OPEN), ['Trying again in 4 min', ''])
  t.strictSame(words({ ...OPEN, breaker: 'probing' }), ['Trying again now', ''])
  for (const [reason, why] of [
    ['paused by operator:mara', 'by mara'],
    ['paused by key:night', 'by the key night'],
    ['paused by api-token', 'by API_TOKEN'],
    ['410 Gone', 'it answered 410 Gone'],
    ['failing for 5 days: timed out', 'failing for 5 days: timed out']
  ] as const) {
    t.strictSame(words({ ...PAUSED, reason }), ['Paused', why])
  }
  t.equal(summaryOf(ACTIVE, NOW), 'Everything is delivered.')
  t.equal(
    summaryOf(OPEN, NOW),
    'Nothing has got through for 2 h (500 Internal Server Error). 8,112 events wait and nothing is lost. Bellhook tries again by itself. Repair the endpoint, and send a test.'
  )
  t.equal(
    summaryOf({ ...PAUSED, reason: '410 Gone', lag: { events: 1, seconds: 3 } }, NOW),
    'The endpoint answered 410 Gone, so nothing is sent. 1 event waits and nothing is lost. Correct its URL, send a test, and resume.'
  )
  t.equal(
    summaryOf({ ...PAUSED, reason: 'paused by api-token' }, NOW),
    'Nothing is sent until somebody resumes it. No event waits.'
  )
  t.equal(lagWords({ events: 10_000, seconds: 300_000 }), '10,000 events or more, 3 d')
  t.strictSame([0, 59.1, 60, 3_600].map(durationWords), ['0 s', '60 s', '1 min', '1 h'])
  t.equal(filterWords({}), 'all events')
  t.equal(
    filterWords({ types: ['message.*', 'guest.created'], channel: 'whatsapp', property: 'old-mill' }),
    'message.*, guest.created, of the channel WhatsApp, of the property old-mill'
  )
  t.equal(ladderWords([5, 120], 'after-ladder'), 'after 5 s, 2 min; then a dead letter')
  t.equal(ladderWords([5], 'never'), 'after 5 s, and so on')
})

t.test('a new destination: mistakes at their fields, the secret once, and nothing is replaced', async (t) => {
  const test = await build(t)
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  hasText(t, (await get('/app/destinations')).body, 'Nothing is sent out yet. Consumers can still read the feed.')
  hasText(t, (await get('/app/destinations')).body, 'href="/app/new-destination"')
  t.equal(headingOf(await get('/app/new-destination')), 'New destination')
  const { url } = await startReceiver(t)
  const wrong = await post('/app/new-destination', {
    name: 'Crm',
    url,
    types: 'message',
    property: '',
    ordering: 'lane'
  })
  t.equal(wrong.statusCode, 400)
  hasText(t, wrong.body, 'must begin with a-z or 0-9')
  hasText(t, wrong.body, 'must be noun.verb or noun.*')
  hasText(t, wrong.body, `value="${url}"`)
  const inside = await post('/app/new-destination', { name: 'crm', url: 'https://10.0.0.1/hook' })
  t.equal(inside.statusCode, 400)
  t.match(inside.body, /name="url"[^>]*>\s*<small[^>]*class="bad"/)
  const fields = { name: 'crm', url: `${url}?token=t0ps3cret`, types: 'message.*, guest.created', property: 'old-mill' }
  const made = await post('/app/new-destination', { ...fields, ordering: 'property' })
  t.strictSame([made.statusCode, headingOf(made)], [200, 'crm'])
  const [, secret = ''] = /value="(whsec_[^"]+)"/.exec(made.body) ?? []
  t.ok(secret)
  const { filter, ordering } = (await managing(test)('GET', '/api/destinations/crm')).json()
  t.strictSame([filter, ordering], [{ types: ['message.*', 'guest.created'], property: 'old-mill' }, 'property'])
  const again = await post('/app/new-destination', fields)
  t.equal(again.statusCode, 400)
  hasText(t, again.body, 'is the name of another destination or consumer')
  const page = (await get('/app/destinations/crm')).body
  t.notOk(page.includes(secret), 'the secret is shown once')
  hasText(t, page, 'token=t0ps3cret')
  const viewer = await test.logIn({ name: 'vera', role: 'viewer' })
  const seen = (await viewer.get('/app/destinations/crm')).body
  hasText(t, seen, '/hook?…')
  t.notOk(seen.includes('t0ps3cret'), 'the query of the URL is for admins')
  t.notOk((await viewer.get('/app/destinations')).body.includes('t0ps3cret'))
})

t.test('a destination: test, pause, resume, rotate, dead letters, delete', async (t) => {
  const test = await build(t)
  let status = 204
  const { url, received, events } = await startReceiver(t, () => status)
  const put = await managing(test)('PUT', '/api/destinations/crm', {
    url,
    ladder: [0],
    headers: { 'x-tenant': 'mill' }
  })
  t.equal(put.statusCode, 201)
  const { secret } = put.json()
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  const page = async () => (await get('/app/destinations/crm')).body
  t.strictSame(buttonsOf(await page()), ['Send a test', 'Pause', 'Rotate secret', 'Delete'])
  hasText(t, await page(), 'Everything is delivered.')

  const tested = (await post('/app/destinations/crm/test')).body
  hasText(t, tested, 'Passed')
  hasText(t, tested, 'webhook-signature: v1,')
  hasText(t, tested, 'bellhook.test')
  t.equal(received.length, 1)

  t.equal((await post('/app/destinations/crm/pause')).headers.location, '/app/destinations/crm')
  hasText(t, await page(), 'Nothing is sent until somebody resumes it. No event waits.')
  t.match(await page(), /Paused<\/span>: by mara/)
  t.strictSame(buttonsOf(await page()), ['Send a test', 'Resume', 'Resume from now', 'Rotate secret', 'Delete'])
  await write(test, 'skipped')
  hasText(t, (await get('/app/destinations')).body, '1 event, ')
  t.equal(headingOf(await post('/app/destinations/crm/resume-from-now')), 'Confirm: Resume from now')
  t.match(await page(), /Paused/)
  t.equal((await post('/app/destinations/crm/resume-from-now', { confirmed: 'yes' })).statusCode, 303)
  status = 422
  await write(test, 'refused')
  await waitFor(async () => (await page()).includes('Replay dead letters'), 'a dead letter')
  const failed = await page()
  const [event] = events().slice(1)
  hasText(t, failed, `href="/app/events/${event?.id}"`)
  hasText(t, failed, 'Message received')
  hasText(t, failed, '422 Unprocessable Entity')
  for (const guest of ['491711234567', 'wamid.refused', '>Hi<']) t.notOk(failed.includes(guest), `no ${guest}`)
  t.strictSame(
    [
      ...new Set(
        events()
          .slice(1)
          .map(({ subject }) => subject)
      )
    ].length,
    1,
    'what waited was skipped'
  )
  status = 204
  t.equal((await post('/app/destinations/crm/replay')).statusCode, 303)
  await waitFor(async () => !(await page()).includes('Replay dead letters'), 'an empty list')
  await waitFor(
    async () => received.at(-1)?.headers['webhook-id'] === event?.id && (await page()).includes('delivered.'),
    'it'
  )

  const rotated = (await post('/app/destinations/crm/rotate', { graceSeconds: '0' })).body
  const [, fresh = ''] = /value="(whsec_[^"]+)"/.exec(rotated) ?? []
  t.ok(fresh)
  t.not(fresh, secret)
  hasText(t, rotated, 'The old secret is no longer used.')
  hasText(
    t,
    (await post('/app/destinations/crm/rotate', { graceSeconds: '86400' })).body,
    'The old secret is good until'
  )
  t.notOk((await page()).includes('whsec_'))
  t.equal(headingOf(await post('/app/destinations/crm/delete')), 'Confirm: Delete crm')
  t.equal((await post('/app/destinations/crm/delete', { confirmed: 'yes' })).headers.location, '/app/destinations')
  t.equal((await get('/app/destinations/crm')).statusCode, 404)
  const log = await test.rows("select action from audit where actor = 'operator:mara' order by position")
  t.strictSame(
    log.map(({ action }) => String(action)).filter((action) => action.startsWith('destination.')),
    ['paused', 'resumed', 'replayed', 'rotated', 'rotated', 'removed'].map((action) => `destination.${action}`)
  )
})

t.test('a test that fails says why, and an answer never becomes markup', async (t) => {
  const test = await build(t)
  const { url } = await startReceiver(t, (_received, response) => {
    response.writeHead(500).end('<script>alert(1)</script>')
    return undefined
  })
  await managing(test)('PUT', '/api/destinations/crm', { url })
  const { post } = await test.logIn({ name: 'otto', role: 'operator' })
  const page = (await post('/app/destinations/crm/test')).body
  hasText(t, page, 'Failed')
  hasText(t, page, '500 Internal Server Error')
  hasText(t, page, '&lt;script>alert(1)')
})

t.test('consumers: lag, leases, dead letters, move, delete', async (t) => {
  const test = await build(t)
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  hasText(t, (await get('/app/consumers')).body, 'No consumers yet.')
  const call = consumerClient(test)
  await call('PUT', '/butler', { ladder: [0], filter: { types: ['message.*'] } })
  await write(test, 'one')
  const page = async () => (await get('/app/consumers/butler')).body
  hasText(t, await page(), 'Events wait, and nobody has them in hand.')
  const { ack, events } = (await call('GET', '/butler/events')).body
  hasText(t, await page(), 'Its program works on events.')
  const list = (await get('/app/consumers')).body
  for (const text of ['message.*', '1 event, ', '1 of 1']) hasText(t, list, text)
  await call('POST', '/butler/ack', { ack, failed: [{ id: events[0].id, reason: 'no room for Aurelia' }] })
  const second = (await call('GET', '/butler/events')).body
  await call('POST', '/butler/ack', { ack: second.ack, failed: [{ id: events[0].id, reason: 'no room for Aurelia' }] })
  hasText(t, await page(), `href="/app/events/${events[0].id}"`)
  hasText(t, await page(), 'Message received')
  t.notOk((await page()).includes('Aurelia'), 'a reason is a text of the program, and may name a guest')

  t.equal(headingOf(await post('/app/consumers/butler/move', { to: 'start' })), 'Confirm: Move')
  const wrong = await post('/app/consumers/butler/move', { to: 'yesterday', confirmed: 'yes' })
  t.equal(wrong.statusCode, 400)
  hasText(t, wrong.body, 'must be now, start, or a cursor of the feed')
  hasText(t, wrong.body, 'value="yesterday"')
  t.equal((await post('/app/consumers/butler/move', { to: 'start', confirmed: 'yes' })).statusCode, 303)
  t.equal((await call('GET', '/butler')).body.lag.events, 1)
  t.equal(headingOf(await post('/app/consumers/butler/delete')), 'Confirm: Delete butler')
  t.equal((await post('/app/consumers/butler/delete', { confirmed: 'yes' })).headers.location, '/app/consumers')
  t.equal((await get('/app/consumers/butler')).statusCode, 404)
})

t.test('lists of more than a page', async (t) => {
  const test = await build(t)
  await managing(test)('PUT', '/api/destinations/crm', { url: (await startReceiver(t)).url })
  await test.rows(`insert into attempts (at, consumer_id, event_id, attempt, status, ms, problem)
    select now(), id, gen_random_uuid(), n, 500, n, 'problem ' || n from consumers, generate_series(1, 150) n`)
  await test.rows(`insert into dead_letters (consumer_id, position, event_id, lane, at, attempts, status, problem)
    select id, n, gen_random_uuid(), 1, now(), 5, 422, 'dead ' || n from consumers, generate_series(1, 150) n`)
  const { get } = await test.logIn({ name: 'vera', role: 'viewer' })
  const numbers = (body: string, word: string) =>
    [...body.matchAll(new RegExp(`<td>${word} (\\d+)</td>`, 'g'))].map(([, number]) => Number(number))
  const first = (await get('/app/destinations/crm')).body
  t.strictSame([numbers(first, 'problem').at(0), numbers(first, 'problem').at(-1)], [150, 51])
  t.strictSame([numbers(first, 'dead').at(0), numbers(first, 'dead').at(-1)], [1, 100])
  const [, older = ''] = /href="([^"]+)">Show 100 older/.exec(first) ?? []
  t.equal(numbers((await get(older)).body, 'problem').length, 50)
  const [, next = ''] = /href="([^"]+)">Show the next 100/.exec(first) ?? []
  t.strictSame(numbers((await get(next)).body, 'dead').at(0), 101)
  t.equal((await get('/app/destinations/crm?before=x&after=-1')).statusCode, 200)
})

t.test('only the role that may change something changes it', async (t) => {
  const test = await build(t)
  await managing(test)('PUT', '/api/destinations/crm', { url: (await startReceiver(t)).url })
  await consumerClient(test)('PUT', '/butler', {})
  const viewer = await test.logIn({ name: 'vera', role: 'viewer' })
  const operator = await test.logIn({ name: 'otto', role: 'operator' })
  const forOperators = ['test', 'pause', 'resume', 'replay'].map((action) => `/app/destinations/crm/${action}`)
  const forAdmins = [
    ...['resume-from-now', 'rotate', 'delete'].map((action) => `/app/destinations/crm/${action}`),
    ...['/app/new-destination', '/app/consumers/butler/move', '/app/consumers/butler/delete']
  ]
  for (const url of [...forOperators, ...forAdmins]) t.equal((await viewer.post(url)).statusCode, 403, `viewer ${url}`)
  for (const url of forAdmins) t.equal((await operator.post(url)).statusCode, 403, `operator ${url}`)
  for (const url of forOperators) t.ok((await operator.post(url)).statusCode < 400, `operator ${url}`)
  t.equal((await operator.get('/app/new-destination')).statusCode, 403)
  for (const url of ['/app/destinations/crm', '/app/consumers/butler'])
    t.strictSame(buttonsOf((await viewer.get(url)).body), [], `viewer ${url}`)
  t.strictSame(buttonsOf((await operator.get('/app/destinations/crm')).body), ['Send a test', 'Pause'])
})

t.test('a person of one hotel sees no destination, and the consumers of that hotel only', async (t) => {
  const test = await build(t)
  const manage = managing(test)
  const { url, received } = await startReceiver(t)
  await manage('PUT', '/api/destinations/crm', { url })
  for (const slug of ['seaview', 'old-mill']) {
    await manage('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    const scopes = ['events.read', 'manage']
    const { key } = (await manage('POST', '/api/keys', { name: slug, scopes, hotels: [slug] })).json()
    await consumerClient(test, key)('PUT', `/of-${slug}`, {})
  }
  await consumerClient(test)('PUT', '/of-all', {})
  const { get, post } = await test.logIn({ name: 'lena', role: 'admin', hotels: ['seaview'] })
  const list = (await get('/app/destinations')).body
  t.notOk(list.includes('crm'))
  hasText(t, list, 'Only people who are not limited to hotels see them.')
  t.notOk(list.includes('New destination'))
  t.equal((await get('/app/destinations/crm')).statusCode, 404)
  for (const action of ['test', 'pause', 'resume', 'resume-from-now', 'replay', 'rotate', 'delete'])
    t.equal((await post(`/app/destinations/crm/${action}`, { confirmed: 'yes' })).statusCode, 404, action)
  t.strictSame([(await get('/app/new-destination')).statusCode, received.length], [403, 0])
  t.equal((await post('/app/new-destination', { name: 'x', url })).statusCode, 403)
  t.strictSame((await get('/app/consumers')).body.match(/(?<=consumers\/)of-[\w-]+/g), ['of-seaview'])
  t.equal((await get('/app/consumers/of-seaview')).statusCode, 200)
  for (const name of ['of-all', 'of-old-mill']) {
    t.equal((await get(`/app/consumers/${name}`)).statusCode, 404)
    for (const action of ['move', 'delete'])
      t.equal((await post(`/app/consumers/${name}/${action}`, { to: 'now', confirmed: 'yes' })).statusCode, 404)
  }
  t.equal((await post('/app/consumers/of-seaview/move', { to: 'now', confirmed: 'yes' })).statusCode, 303)
})
