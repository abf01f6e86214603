import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import type { CloudEvent } from '../../schemas/event.ts'
import type { Replayed } from '../../schemas/replay.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { API_TOKEN, buildTestApp, createDatabase, SECRETS, type TestApp } from '../support/test-app.ts'
import { fact, inn, problem, type Stay, state } from './inn.ts'

const AUTH = { authorization: `Bearer ${API_TOKEN}` }
const NOBODY = '01900000-0000-7000-8000-000000000000'
const unread = inn(problem)
const updates = inn((stay) => fact('reservation.updated', stay))

t.test('what was quarantined is read, once, and it is known who wanted that', async (t) => {
  const [old, today] = await gateways(
    t,
    unread,
    inn((stay) => fact('reservation.cancelled', stay))
  )
  const id = await send(old, { n: 1, status: 'cancelled' })
  matchExactly(t, await old.deliveries(), [{ outcome: 'quarantined', problems: [{ path: '/stays' }], events: [] }])
  const before = await counts(today)

  const dry = await replay(today, id, '?dryRun=true')
  matchExactly(t, dry, {
    before: { outcome: 'quarantined', problems: [{ path: '/stays' }] },
    after: { outcome: 'accepted', reason: null, problems: [] },
    changes: [{ kind: 'new', event: { type: 'reservation.cancelled', subject: 'reservation/r1', source: 'inn' } }],
    written: false
  })
  t.notOk('id' in (dry.changes[0]?.event ?? {}))
  t.strictSame(await counts(today), before, 'a dry run writes nothing')

  const first = await replay(today, id, '?by=Anna')
  matchExactly(t, first, { changes: [{ kind: 'new', event: { id: String } }], written: true })
  const [event, ...others] = await today.events()
  t.strictSame(others, [])
  matchExactly(t, event, {
    id: first.changes[0]?.event.id,
    deliveryid: id,
    type: 'reservation.cancelled',
    verified: false
  })
  t.notOk('corrects' in Object(event))
  matchExactly(t, (await today.get('/api/reservations/inn/r1')).json().state, { status: 'cancelled' })

  const after = await counts(today)
  matchExactly(t, await replay(today, id), {
    changes: [{ kind: 'unchanged', event: { id: event?.id } }],
    written: false
  })
  t.strictSame(await counts(today), after, 'a second replay changes nothing')
  matchExactly(t, (await today.get(`/api/deliveries/${id}`)).json(), {
    outcome: 'accepted',
    reason: null,
    problems: [],
    events: [event?.id],
    replays: [
      {
        requestedBy: 'Anna',
        tokenFingerprint: fingerprint(),
        outcomeBefore: 'quarantined',
        outcomeAfter: 'accepted',
        added: 1,
        events: [event?.id]
      }
    ]
  })
  // The vendor sends it once more: it is known.
  await send(today, { n: 1, status: 'cancelled' })
  matchExactly(t, (await today.deliveries())[1], { outcome: 'duplicate', events: [] })
})

t.test(
  'a claimed name does not replace the fingerprint of the token, and a gateway of the version before can write records',
  async (t) => {
    const [old, today] = await gateways(
      t,
      unread,
      inn((stay) => fact('reservation.cancelled', stay))
    )
    const id = await send(old, { n: 1, status: 'cancelled' })
    // As a build writes that does not know the column.
    await today.rows(
      `insert into replays (id, delivery_id, requested_by, at, outcome_before, outcome_after, added, corrected, vanished, event_ids)
     values (gen_random_uuid(), $1, 'Ada', now(), 'quarantined', 'quarantined', 0, 0, 0, '{}')`,
      [id]
    )
    await page(today, { by: `token ${'0'.repeat(12)}` })
    const { replays } = (await today.get(`/api/deliveries/${id}`)).json()
    t.strictSame(
      replays.map(({ requestedBy, tokenFingerprint }: Record<string, unknown>) => [requestedBy, tokenFingerprint]),
      [
        ['Ada', null],
        ['token 000000000000', fingerprint()]
      ]
    )
  }
)

t.test('an event that would be another one today is corrected by a new one, and corrections too', async (t) => {
  const word = (text: string) => inn((stay) => fact('reservation.updated', { ...stay, rateCode: text }))
  const [old, second, third] = await gateways(
    t,
    word('a'),
    word('b'),
    inn((stay) => fact('reservation.cancelled', stay))
  )
  const id = await send(old, { n: 1, at: '2026-01-01T00:00:00Z' })
  const [original] = await old.events()

  const result = await replay(second, id)
  matchExactly(t, result, {
    before: { outcome: 'accepted' },
    after: { outcome: 'accepted' },
    changes: [
      {
        kind: 'corrected',
        corrects: original?.id,
        differences: [{ path: '/data/reservation/rateCode', before: 'a', after: 'b' }]
      }
    ],
    written: true
  })
  const [untouched, correction] = await second.events()
  t.strictSame(untouched, original)
  matchExactly(t, correction, { corrects: original?.id, deliveryid: id, data: { reservation: { rateCode: 'b' } } })
  matchExactly(t, (await second.get('/api/reservations/inn/r1')).json().state, { rateCode: 'b' })
  matchExactly(t, await replay(second, id), {
    written: false,
    changes: [{ kind: 'unchanged', event: { id: correction?.id } }]
  })

  await replay(third, id)
  matchExactly(t, (await third.events())[2], { type: 'reservation.cancelled', corrects: correction?.id })
  matchExactly(t, (await third.get(`/api/deliveries/${id}`)).json().replays, [
    { requestedBy: `token ${fingerprint()}`, tokenFingerprint: fingerprint(), corrected: 1, added: 0 },
    { corrected: 1, vanished: 0 }
  ])
  await send(old, { n: 1, at: '2026-01-01T00:00:00Z' })
  t.equal((await third.events()).length, 3, 'a repetition is known by the key of the first')
})

t.test('an event that would not be there today is named, and stays; nothing that was read is taken back', async (t) => {
  const [old, today, later] = await gateways(t, updates, unread, { ...updates, normalize: () => [] })
  const id = await send(old, { n: 1 }, { n: 2, id: 'r2' })
  for (const app of [today, later]) {
    matchExactly(t, await replay(app, id), {
      changes: [
        { kind: 'vanished', event: { subject: 'reservation/r1' } },
        { kind: 'vanished', event: { subject: 'reservation/r2' } }
      ],
      before: { outcome: 'accepted' },
      after: { outcome: 'accepted' },
      written: false
    })
  }
  t.equal((await old.events()).length, 2)
})

t.test('what came later stays as it is', async (t) => {
  const T1 = '2026-01-01T00:00:00Z'
  const T2 = '2026-01-02T00:00:00Z'
  const told = (rateCode: string) => (stay: Stay) => state({ ...stay, ...(stay['rateCode'] === 'odd' && { rateCode }) })
  for (const [first, second] of [
    [T1, T2],
    [T2, T1],
    [undefined, undefined],
    [undefined, T1]
  ]) {
    const name = `${first} ${second}`
    const [old, today] = await gateways(t, unread, inn(state))
    const id = await send(old, { n: 1, at: first, rateCode: 'early', roomNumber: '1' })
    await sleep(5)
    await send(today, { n: 2, at: second, rateCode: 'late', status: 'confirmed' })
    await replay(today, id)
    const now = (await today.get('/api/reservations/inn/r1')).json().state
    const [rateCode, roomNumber] = [first === T2 ? 'early' : 'late', '1']
    matchExactly(t, now, { rateCode, roomNumber, status: 'confirmed' }, name)
    matchExactly(t, (await today.events()).at(-1), { type: 'reservation.updated', data: { reservation: now } }, name)
    t.match(await replay(today, id), { written: false }, name)
  }

  // Of what nobody else has told, the delivery still is the authority.
  const [old, today] = await gateways(t, inn(told('wrong')), inn(told('right')))
  const id = await send(old, { n: 1, at: T1, rateCode: 'odd', roomNumber: '1' })
  await sleep(5)
  await send(old, { n: 2, at: T2, roomNumber: '2' })
  const [original] = await old.events()
  matchExactly(t, await replay(today, id), { changes: [{ kind: 'corrected', corrects: original?.id }] })
  matchExactly(t, (await today.get('/api/reservations/inn/r1')).json().state, { rateCode: 'right', roomNumber: '2' })
  matchExactly(t, (await today.events()).at(-1)?.data, {
    changes: [{ path: '/rateCode', before: 'wrong', after: 'right' }]
  })

  // Of a thing told twice in one delivery, only what is different.
  const both = await send(old, { n: 3, id: 'r8', rateCode: 'early' }, { n: 3, id: 'r8', rateCode: 'odd' })
  const [, second] = (await today.events('entity=reservation/r8')).map(({ id }) => id)
  matchExactly(t, (await replay(today, both)).changes, [{ kind: 'unchanged' }, { kind: 'corrected', corrects: second }])

  // A thing told several times in one delivery is as it was told last.
  const several = await send(today, ...['1', '2', '2', '1', '3'].map((roomNumber, n) => ({ n, id: 'r9', roomNumber })))
  t.match(await replay(today, several), { written: false })
})

t.test('every channel and outcome of the real ones: read again, nothing changes', async (t) => {
  const app = await buildTestApp(t)
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  await app.post('/webhooks/sms', 'MessageSid=SM1&AccountSid=AC0&From=%2B15551234567&To=%2B15557654321&Body=Hi', FORM)
  await app.app.inject('/webhooks/sms?MessageSid=SM2&AccountSid=AC0&From=%2B15551234567&To=%2B15557654321&Body=Get')
  await app.post('/webhooks/sms/status', 'MessageSid=SM1&AccountSid=AC0&MessageStatus=delivered', FORM)
  await app.post('/webhooks/whatsapp', '{"object":"unknown"}')
  await app.post('/webhooks/whatsapp', 'no json')
  await app.post('/webhooks/pms/guests', '{"externalId":1}')
  const guest = JSON.stringify({ externalId: 'g', source: 'acme', lastName: 'Sato', notes: 'card 4111 1111 1111 1111' })
  await app.post('/webhooks/pms/guests', guest)
  await app.post('/webhooks/pms/guests', guest)
  await app.post(
    '/webhooks/pms/mews',
    '{"EnterpriseId":"e","Events":[{"Discriminator":"ServiceOrderUpdated","Value":{"Id":"s"}},{"Discriminator":"ServiceOrderUpdated","Value":{"Id":"s"}},{"Discriminator":"New","Value":{"Id":"x"}}]}'
  )
  const before = await counts(app)
  const [deliveries, events] = [await app.deliveries(), await app.events()]
  t.strictSame(new Set(deliveries.map(({ outcome }) => outcome)).size, 4)
  const { results, done } = await page(app, {})
  t.equal(done, true)
  t.strictSame(
    results.map(({ delivery }) => delivery),
    deliveries.map(({ id }) => id)
  )
  for (const result of results) t.match(result, { written: false, after: result.before }, JSON.stringify(result))
  t.strictSame(await counts(app), before)
  t.strictSame([await app.deliveries(), await app.events()], [deliveries, events])
})

t.test('any history: read later it ends as if it had been read at once, and once more nothing changes', async (t) => {
  const history = fc.array(
    fc.record({
      id: fc.constantFrom('r1', 'r2'),
      at: fc.constantFrom(undefined, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'),
      status: fc.constantFrom('confirmed', 'cancelled', 'checked_in'),
      rateCode: fc.constantFrom('a', 'b'),
      type: fc.constantFrom('', '', 'reservation.created', 'reservation.updated')
    }),
    { minLength: 4, maxLength: 14 }
  )
  const told = inn(({ type, ...stay }) => (type ? fact(String(type), stay) : state(stay)))
  const shape = ({ id: _, time: _t, receivedtime: _r, deliveryid: _d, ...event }: CloudEvent) => event
  const states = 'select external_id, state, clock from entities order by external_id'
  for (const stays of fc.sample(history, 4)) {
    const [direct] = await gateways(t, told)
    const [old, today] = await gateways(t, unread, told)
    for (const [n, stay] of stays.entries()) {
      for (const app of [direct, old]) await send(app, { n, ...stay })
      await sleep(2)
    }
    t.equal((await page(today, {})).done, true)
    t.strictSame(await today.rows(states), await direct.rows(states), JSON.stringify(stays))
    t.strictSame((await today.events()).map(shape), (await direct.events()).map(shape), JSON.stringify(stays))
    for (const app of [today, direct]) {
      const before = await counts(app)
      for (const result of (await page(app, {})).results)
        t.match(result, { news: false }, JSON.stringify([stays, result]))
      for (const { id } of (await app.deliveries()).reverse()) t.match(await replay(app, id), { news: false })
      t.strictSame(await counts(app), before)
    }
  }
})

t.test('by filter, page after page', async (t) => {
  const [old, today] = await gateways(
    t,
    inn((stay) => (stay['n'] === 3 ? fact('reservation.updated', stay) : problem())),
    updates
  )
  const ids: string[] = []
  for (const n of [0, 1, 2, 3, 4, 5]) ids.push(await send(old, { n, id: `r${n}` }))
  const guests = await today.post('/webhooks/pms/guests', '{"externalId":1}')
  await today.rows(
    "update deliveries set received_at = received_at - interval '3 days', id = replace(id::text, left(id::text, 13), '01900000-0000')::uuid where id = $1",
    [ids[0]]
  )

  const dry = await page(today, { outcome: 'quarantined', since: '2026-01-01T00:00:00Z', dryRun: true })
  t.strictSame(
    dry.results.map(({ delivery }) => delivery),
    [ids[1], ids[2], ids[4], ids[5]]
  )
  t.equal((await today.events()).length, 1)

  const seen: string[] = []
  for (let after: string | undefined, done = false; !done; ) {
    const { results, cursor, ...rest } = await page(today, {
      outcome: 'quarantined',
      source: 'inn',
      channel: 'pms',
      limit: 2,
      after
    })
    seen.push(...results.map(({ delivery }) => delivery))
    t.ok(results.every(({ written }) => written))
    after = cursor ?? undefined
    done = rest.done
  }
  t.equal(seen.length, 5)
  t.equal((await today.events()).length, 6)
  t.strictSame((await page(today, { outcome: 'quarantined' })).results, [])
  matchExactly(t, (await page(today, { outcome: 'rejected' })).results, [
    { delivery: guests.headers['bellhook-delivery'] ?? String }
  ])
  t.strictSame((await page(today, { until: '2026-01-01T00:00:00Z' })).results, [])
  t.strictSame(await page(today, { source: 'nobody' }), { results: [], cursor: null, done: true })
})

t.test('two at once write one set of events, also beside live traffic, and the feed has no gaps', async (t) => {
  const [old, one, other] = await gateways(t, unread, updates, updates)
  const ids: string[] = []
  for (let n = 0; n < 10; n++) ids.push(await send(old, { n, id: `r${n}` }, { n, id: `q${n}` }))
  const seen: string[] = []
  let busy = true
  const reader = (async () => {
    for (let after = '', last = false; !last; ) {
      last = !busy
      const { events, cursor } = (await one.get(`/api/events?limit=3${after && `&after=${after}`}`)).json()
      seen.push(...events.map(({ id }: { id: string }) => id))
      if (events.length > 0) last = false
      after = cursor
    }
  })()
  const live = Promise.all(
    Array.from({ length: 40 }, (_, n) => send(n % 2 ? one : other, { n: `live${n}`, id: `l${n % 5}` }))
  )
  const results = await Promise.all(ids.flatMap((id) => [replay(one, id), replay(other, id), replay(one, id)]))
  await live
  busy = false
  await reader
  const stored = (await one.events()).map(({ id }) => id)
  t.equal(stored.length, 20 + 40)
  t.strictSame(seen, stored, 'every event once, in the order of the feed')
  t.equal(results.filter(({ written }) => written).length, 10)
  t.equal((await one.rows('select * from replays')).length, 10)
})

t.test('wrong wishes get a clear answer', async (t) => {
  const [old, app] = await gateways(t, unread, updates)
  const id = await send(old, { n: 1 })
  const post = (url: string, payload?: object | string, headers: object = AUTH) =>
    app.app.inject({ method: 'POST', url, headers: { ...headers }, ...(payload !== undefined && { payload }) })
  t.equal((await post(`/api/deliveries/${id}/replay`, undefined, {})).statusCode, 401)
  t.equal((await post('/api/replays', {}, {})).statusCode, 401)
  matchExactly(t, (await post(`/api/deliveries/${NOBODY}/replay`)).json().error, { code: 'NOT_FOUND' })
  for (const [url, body, path] of [
    ['/api/deliveries/x/replay', undefined, '/id'],
    [`/api/deliveries/${id}/replay?by=`, undefined, '/by'],
    [`/api/deliveries/${id}/replay?dry=1`, undefined, '/dry'],
    [`/api/deliveries/${id}/replay`, { dryRun: true }, ''],
    ['/api/replays', { outcome: 'lost' }, '/outcome'],
    ['/api/replays', { since: 'yesterday' }, '/since'],
    ['/api/replays', { limit: 101 }, '/limit'],
    ['/api/replays', { after: 'x' }, '/after'],
    ['/api/replays', { chanel: 'sms' }, '/chanel'],
    ['/api/replays', [], '']
  ] as const) {
    const answer = await post(url, body)
    t.equal(answer.statusCode, 400, url)
    matchExactly(t, answer.json().error, { code: 'VALIDATION_ERROR', details: { errors: [{ path }] } }, answer.body)
  }
  for (const [body, type] of [
    ['{', 'application/json'],
    ['', 'application/json'],
    ['since=1', 'application/x-www-form-urlencoded']
  ] as const) {
    const answer = await post('/api/replays', body, { ...AUTH, 'content-type': type })
    t.equal(answer.statusCode, 400)
    matchExactly(t, answer.json().error, { details: { errors: [{ path: '', message: /must be JSON/ }] } }, answer.body)
  }
  t.equal((await post('/api/replays', { source: 'x'.repeat(5_000) })).statusCode, 413)
  t.equal((await app.events()).length, 0)

  const gone = await buildTestApp(t, {}, { databaseUrl: app.databaseUrl })
  const answer = await gone.app.inject({ method: 'POST', url: `/api/deliveries/${id}/replay`, headers: AUTH })
  matchExactly(t, [answer.statusCode, answer.json().error.code], [409, 'NOT_REPLAYABLE'])
  matchExactly(t, await page(gone, {}), {
    results: [{ delivery: id, written: false, error: { code: 'NOT_REPLAYABLE' } }],
    done: true
  })

  await replay(app, id)
  await app.rows('delete from deliveries')
  const removed = await post(`/api/deliveries/${id}/replay`)
  matchExactly(t, [removed.statusCode, removed.json().error.code], [410, 'DELIVERY_REMOVED'])
  t.equal((await post(`/api/deliveries/${NOBODY}/replay`)).statusCode, 404)
})

t.test('while the database is away the answer is 503, and nothing is kept anywhere', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const adapters = [updates]
  const old = await buildTestApp(t, {}, { adapters: [unread], databaseUrl })
  const app = await buildTestApp(t, {}, { adapters, databaseUrl })
  const id = await send(old, { n: 1 })
  proxy.set('refuse')
  for (const path of [`/api/deliveries/${id}/replay`, '/api/replays']) {
    const reply = await app.app.inject({
      method: 'POST',
      url: path,
      headers: AUTH,
      ...(path.endsWith('s') && { payload: {} })
    })
    matchExactly(
      t,
      [reply.statusCode, reply.json().error.code, reply.headers['retry-after']],
      [503, 'DATABASE_UNAVAILABLE', '5']
    )
  }
  hasText(t, (await app.get('/metrics')).body, 'bellhook_spool_bytes 0')
  proxy.set('forward')
  matchExactly(t, await replay(app, id), { written: true, changes: [{ kind: 'new' }] })
})

t.test('nothing in a request from outside lets it past the proof', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const body = JSON.stringify({ externalId: 'g', source: 'acme', lastName: 'Sato' })
  await app.post('/webhooks/pms/guests', body, { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET })
  const [delivery] = await app.deliveries()
  const id = delivery?.id ?? ''
  const attempts = Array.from({ length: 20 }, (_, n) => {
    const headers = { 'bellhook-replay': id, 'bellhook-delivery': id, 'x-replay': '1', 'user-agent': 'lightMyRequest' }
    const forged = fetch(`${url}/webhooks/pms/guests`, { method: 'POST', body, headers })
    return n % 2 ? forged : Promise.all([forged, replay(app, id)]).then(([reply]) => reply)
  })
  for (const reply of await Promise.all(attempts)) t.equal(reply.status, 401)
  t.equal((await app.deliveries()).length, 1)
  // A connection that was never one must not be waited for.
  const began = performance.now()
  await app.app.close()
  t.ok(performance.now() - began < 20_000)
})

/** Gateways one after the other over the same database, each with a reader of its own. */
async function gateways<const Adapters extends readonly PmsAdapter[]>(
  t: Test,
  ...adapters: Adapters
): Promise<{ [At in keyof Adapters]: TestApp }> {
  const databaseUrl = await createDatabase(t)
  const apps = adapters.map((adapter) => buildTestApp(t, {}, { adapters: [adapter], databaseUrl }))
  return (await Promise.all(apps)) as { [At in keyof Adapters]: TestApp }
}

/** Returns the delivery's id. */
async function send(app: TestApp, ...stays: Stay[]): Promise<string> {
  const reply = await app.post('/webhooks/pms/inn', JSON.stringify({ stays }))
  return String(reply.headers['bellhook-delivery'])
}

async function replay({ app }: TestApp, id: string, query = ''): Promise<Replayed> {
  const reply = await app.inject({ method: 'POST', url: `/api/deliveries/${id}/replay${query}`, headers: AUTH })
  t.equal(reply.statusCode, 200, reply.body)
  return reply.json()
}

/** One page. On a slow machine, the gateway ends it after a few seconds, and the rest is asked for. */
async function page(
  { app }: TestApp,
  { after, limit = 50, ...filter }: { after?: string | undefined; limit?: number; [name: string]: unknown }
): Promise<{ results: Replayed[]; cursor: string | null; done: boolean }> {
  const results: Replayed[] = []
  for (let from = after; ; ) {
    const payload = { ...filter, after: from, limit: limit - results.length }
    const reply = await app.inject({ method: 'POST', url: '/api/replays', payload, headers: AUTH })
    t.equal(reply.statusCode, 200, reply.body)
    const { results: some, cursor, done } = reply.json()
    results.push(...some)
    if (done || results.length >= limit) return { results, cursor, done }
    from = cursor ?? undefined
  }
}

async function counts({ rows }: TestApp): Promise<unknown> {
  return rows(`select (select count(*) from events) as events, (select count(*) from deliveries) as deliveries,
    (select count(*) from replays) as replays, (select md5(string_agg(e::text, '' order by key)) from entities e) as things,
    (select md5(string_agg(d::text, '' order by position)) from deliveries d) as told`)
}

function fingerprint(): string {
  return createHash('sha256').update(API_TOKEN).digest('hex').slice(0, 12)
}
