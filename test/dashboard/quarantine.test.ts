import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { managing, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import { buildTestDashboard, type TestDashboard } from '../support/test-dashboard.ts'

/** Deliveries that one step of the grouping reads. */
const STEP = 20_000

/** Stores quarantined deliveries of a kind. `$2` is the number of the delivery. */
async function quarantine(
  { rows }: TestDashboard,
  {
    number,
    problem,
    hotel = null,
    body = '{}'
  }: { number: number; problem: string; hotel?: string | null; body?: string }
): Promise<void> {
  await rows(
    `insert into deliveries (id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, cause, problems, event_ids, body, hotel)
    select gen_random_uuid(), 'whatsapp', 'whatsapp', '/webhooks/whatsapp', 'application/json', now(), true, false, 'quarantined', 'unknown_type',
      json_build_array(json_build_object('path', '/entry/' || i % 7, 'problem', replace($2, '%', i::text))), '{}', convert_to($3, 'UTF8'), $4
    from generate_series(1, $1::int) as i`,
    [number, problem, body, hotel]
  )
}

function rowOf(page: string, problem: string): { deliveries: string; preview: string } | undefined {
  const row = page.split('<tr ').find((one) => one.includes(problem)) ?? ''
  const [, deliveries = ''] = /<td class="number">([\d,]+)</.exec(row) ?? []
  const [, preview = ''] = /href="(\/app\/quarantine\?[^"#]+)/.exec(row) ?? []
  return row === '' ? undefined : { deliveries, preview: preview.replaceAll('&amp;', '&') }
}

function linkTo(page: string, name: string): string {
  const [, url = ''] = new RegExp(`href="([^"]+)">${name}<`).exec(page) ?? []
  return url.replaceAll('&amp;', '&')
}

t.test('more deliveries than one step reads are all counted, and a replay reads the oldest ones, too', async (t) => {
  const test = await buildTestDashboard(t, SECRETS)
  const otto = await test.logIn({ name: 'otto', role: 'operator' })
  const readable = whatsAppText('111', 'wamid.one')
  await quarantine(test, { number: 1, problem: 'is a pigeon', body: readable })
  await quarantine(test, { number: STEP + 5, problem: 'is a whale of 10% tons' })
  await quarantine(test, { number: 1, problem: 'is a pigeon', body: readable.replace('wamid.one', 'wamid.two') })

  const { body } = await otto.get('/app/quarantine')
  t.equal(rowOf(body, 'is a whale')?.deliveries, '20,005')
  t.equal(rowOf(body, 'is a pigeon')?.deliveries, '2')
  t.notMatch(body, /were grouped/)
  const { body: previewed } = await otto.get(rowOf(body, 'is a pigeon')?.preview ?? '')
  hasText(t, previewed, '2 deliveries: 2 would become 2 events, 0 still cannot be read.')
  const [, kind = ''] = /name="kind" value="(\w{32})"/.exec(previewed) ?? []
  const started = await otto.post('/app/quarantine/replay', { kind })
  t.equal(started.statusCode, 303)
  await waitFor(
    async () => (await otto.get(String(started.headers.location))).body.includes('Done: 2 events written'),
    'the job'
  )
  t.equal((await otto.post('/app/quarantine/replay', { kind: 'x' })).statusCode, 404)
})

t.test('a page that has no time to group all says so, and leads to the older ones', async (t) => {
  const test = await buildTestDashboard(t, SECRETS, { limits: { dashboard: { groupMs: 0 } } })
  const otto = await test.logIn({ name: 'otto', role: 'operator' })
  await quarantine(test, { number: 3, problem: 'is a pigeon' })
  await quarantine(test, { number: STEP, problem: 'is a whale of 10% tons' })
  const { body } = await otto.get('/app/quarantine')
  t.equal(rowOf(body, 'is a whale')?.deliveries, '20,000')
  t.equal(rowOf(body, 'is a pigeon'), undefined)
  hasText(t, body, '20,000 deliveries were grouped. There are older ones, which are not counted here.')
  const older = linkTo(body, 'Look further back')
  const { body: rest } = await otto.get(older)
  t.equal(rowOf(rest, 'is a pigeon')?.deliveries, '3')
  t.notMatch(rest, /were grouped/)
  // Nothing of what was looked at can be read, but there may be more.
  const { body: previewed } = await otto.get(rowOf(rest, 'is a pigeon')?.preview ?? '')
  hasText(t, previewed, 'The replay reads all at least 3.')
  hasText(t, previewed, 'Write 0 events or more')
})

t.test('more than 100 kinds are listed page by page', async (t) => {
  const test = await buildTestDashboard(t)
  const { get } = await test.logIn({ name: 'vera', role: 'viewer' })
  for (const letter of 'abcde') {
    for (const other of 'abcdefghijklmnopqrstuvwxy')
      await quarantine(test, { number: 1, problem: `is ${letter}${other}` })
  }
  const { body } = await get('/app/quarantine')
  t.equal(body.split('<tr data-row').length - 1, 100)
  const { body: older } = await get(linkTo(body, 'Show 100 older'))
  t.equal(older.split('<tr data-row').length - 1, 25)
  t.ok(rowOf(older, 'is aa'))
  t.notMatch(older, /Show 100 older/)
  const { body: previewed } = await get(rowOf(older, 'is aa')?.preview ?? '')
  hasText(t, previewed, '1 delivery: 0 would become 0 events')
  t.ok(rowOf(previewed, 'is aa'), 'the page stays the same')
})

t.test('a person of one hotel replays deliveries of this hotel only, and sees the entry', async (t) => {
  const test = await buildTestDashboard(t, SECRETS)
  for (const slug of ['seaview', 'old-mill'])
    await managing(test)('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
  const lena = await test.logIn({ name: 'lena', role: 'operator', hotels: ['seaview'] })
  await quarantine(test, { number: 3, problem: 'is a pigeon', hotel: 'old-mill' })
  await quarantine(test, { number: 2, problem: 'is a pigeon', hotel: 'seaview' })
  await quarantine(test, { number: 1, problem: 'is a whale', hotel: 'old-mill' })
  const { body } = await lena.get('/app/quarantine')
  t.equal(rowOf(body, 'is a pigeon')?.deliveries, '2')
  t.equal(rowOf(body, 'is a whale'), undefined)
  const kind = new URL(rowOf(body, 'is a pigeon')?.preview ?? '', 'http://x').searchParams.get('kind') ?? ''
  const started = await lena.post('/app/quarantine/replay', { kind })
  await waitFor(
    async () => (await lena.get(String(started.headers.location))).body.includes('2 deliveries still cannot be read'),
    'the job'
  )
  hasText(t, (await lena.get('/app/audit')).body, 'replay.written')
  // Jobs of others are as many as a page shows, and older.
  await test.rows(`insert into replay_jobs (id, kind, hotels, until, cursor, total, looked, written, unread, state, created_by, created_at, leased_until)
    select gen_random_uuid(), 'k', case when i = 9 then '{seaview}'::text[] end, 1, 0, i, 0, 0, 0, 'running', 'x', now() + i * interval '1 s',
      now() + interval '1 day' from generate_series(1, 9) as i`)
  hasText(t, (await lena.get('/app/quarantine')).body, 'Read 0 of 9 deliveries')
})
