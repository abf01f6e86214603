import t from 'tap'
import { API_TOKEN, buildTestApp, type TestApp } from '../support/test-app.ts'

t.test('a delivery with thousands of problems lists the first ones and counts the others', async (t) => {
  const app = await buildTestApp(t)
  const id = await deliver(app, 'g1')
  const problems = Array.from({ length: 5_000 }, (_, n) => ({ path: `/a/${n}`, problem: `is wrong ${'x'.repeat(n)}` }))
  await fail(app, id, problems, 'r'.repeat(5_000))
  const shown = problems.slice(0, 100)
  for (const delivery of [(await app.deliveries())[0], (await app.get(`/api/deliveries/${id}`)).json()]) {
    t.strictSame(delivery.problems, shown)
    t.equal(delivery.omittedProblems, 4_900)
    t.equal(delivery.reason, 'r'.repeat(1_000))
  }
  await fail(app, id, [{ path: 'p'.repeat(2_000), problem: `${'q'.repeat(2_000)}` }], null)
  const [delivery] = await app.deliveries()
  t.strictSame(delivery?.problems, [{ path: 'p'.repeat(1_000), problem: 'q'.repeat(1_000) }])
  t.notOk('omittedProblems' in Object(delivery), 'none is left out')
  t.equal(delivery?.reason, null)
})

t.test('the same with jsonb columns, which old databases have', async (t) => {
  const app = await buildTestApp(t)
  await app.rows('alter table deliveries alter column problems type jsonb')
  const id = await deliver(app, 'g1')
  t.strictSame((await app.deliveries())[0]?.problems, [])
  const problems = Array.from({ length: 101 }, (_, n) => ({ path: `/${n}`, problem: 'is wrong' }))
  await fail(app, id, problems, 'wrong')
  const [delivery] = await app.deliveries()
  t.strictSame([delivery?.problems, delivery?.omittedProblems], [problems.slice(0, 100), 1])
})

t.test('a page of deliveries ends at its bytes, and counts problems that it does not list', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { pageBytes: 20_000 } } })
  const ids: string[] = []
  for (let n = 0; n < 9; n++) ids.push(await deliver(app, `g${n}`))
  const large = Array.from({ length: 300 }, (_, n) => ({ path: `/${n}`, problem: 'p'.repeat(30) }))
  for (const at of [2, 3, 6]) await fail(app, ids[at] ?? '', large, 'wrong')
  for (const filter of ['', '&outcome=quarantined', '&channel=pms']) {
    const seen: string[] = []
    let pages = 0
    for (let cursor = 'cDA', more = 'true'; more === 'true'; pages++) {
      const reply = await app.get(`/api/deliveries?limit=1000&after=${cursor}${filter}`)
      seen.push(...reply.json().deliveries.map((delivery: { id: string }) => delivery.id))
      more = String(reply.headers['bellhook-more'])
      cursor = reply.json().cursor
    }
    t.strictSame(seen, filter.includes('outcome') ? [2, 3, 6].map((at) => ids[at]) : ids)
    t.ok(pages >= 3, `${pages} pages`)
  }
})

t.test('replays of a delivery have their first event ids', async (t) => {
  const app = await buildTestApp(t)
  const id = await deliver(app, 'g1')
  await app.rows(
    `insert into replays select gen_random_uuid(), $1, 'Anna', now(), 'quarantined', 'accepted', 250, 0, 0,
      (select array_agg(gen_random_uuid()) from generate_series(1, 250))`,
    [id]
  )
  const [replay] = (await app.get(`/api/deliveries/${id}`)).json().replays
  t.strictSame([replay.events.length, replay.added, replay.requestedBy], [100, 250, 'Anna'])
})

t.test('raw bytes come in slices, and a download that cannot go on breaks off', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { rawSliceBytes: 1_000 } } })
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  for (const length of [1, 999, 1_000, 1_001, 250_000]) {
    const body = Buffer.from(`"${'é'.repeat(length)}"`)
    await app.post('/webhooks/whatsapp', body)
    const [id] = (await app.rows('select id from deliveries order by position desc limit 1')).map(({ id }) => id)
    const reply = await fetch(`${url}/api/deliveries/${id}/raw`, { headers })
    t.equal(reply.headers.get('content-length'), String(body.length))
    t.strictSame(Buffer.from(await reply.arrayBuffer()), body)
  }
  await app.rows('truncate deliveries')
  const id = await deliver(app, 'g1')
  await app.rows('update deliveries set body = $1', [Buffer.alloc(20_000_000, 'x')])
  const reply = await fetch(`${url}/api/deliveries/${id}/raw`, { headers })
  await app.rows('delete from deliveries')
  await t.rejects(reply.arrayBuffer())
  t.equal((await app.get(`/api/deliveries/${id}/raw`)).statusCode, 404)
})

async function deliver(app: TestApp, externalId: string): Promise<string> {
  const body = JSON.stringify({ externalId, source: 'acme', lastName: 'Sato' })
  return (await app.post('/webhooks/pms/guests', body)).json().deliveryId
}

/** As if the delivery had been read so. */
async function fail({ rows }: TestApp, id: string, problems: readonly object[], reason: string | null): Promise<void> {
  await rows("update deliveries set outcome = 'quarantined', problems = $2, reason = $3 where id = $1", [
    id,
    JSON.stringify(problems),
    reason
  ])
}
