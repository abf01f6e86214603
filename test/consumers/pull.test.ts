import t from 'tap'
import { idOf, startConsumers, textsOf } from '../support/consumer-client.ts'

const EMPTY = { events: [], ack: null, attempt: 0, expires: null, more: false }
const LADDER = { ladder: [1, 1], shards: 1 }

t.test('events are handed out, acknowledged, and the cursor moves', async (t) => {
  const { gateway, write, take, ack } = await startConsumers(t)
  await write('a1 a2 b1')
  const events = await gateway.events()
  const page = await take('from=start&limit=2')
  t.strictSame(page.events, events.slice(0, 2))
  t.strictSame([page.attempt, page.more], [1, true])
  t.match(page.ack, /^c2\.[\w-]+$/)
  t.match(page.expires, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  t.strictSame(await take(), EMPTY, 'the only shard is leased')
  const feed = (await gateway.get('/api/events?limit=2')).json()
  const settled = { status: 200, body: { cursor: feed.cursor, expires: null } }
  t.strictSame(await ack({ ack: page.ack }), settled)
  t.strictSame(await ack({ ack: page.ack }), settled, 'the same ack again')
  const rest = await take()
  t.strictSame(rest.events, events.slice(2))
  t.strictSame([rest.attempt, rest.more], [1, false])
  t.strictSame(await ack({ ack: page.ack }), settled, 'the same ack again, while somebody else has the shard')
  t.equal((await ack({ ack: rest.ack })).status, 200)
  t.strictSame(await take(), EMPTY)
  const { rows } = { rows: await gateway.rows('select handed, leased_until from consumer_shards') }
  t.strictSame(rows, [{ handed: null, leased_until: null }])
})

t.test('a new consumer begins with new events, unless it says otherwise', async (t) => {
  const { gateway, call, write } = await startConsumers(t)
  await write('a1 a2')
  const { cursor } = (await gateway.get('/api/events?limit=1')).json()
  t.strictSame((await call('GET', '/new/events')).body, EMPTY)
  t.equal(textsOf((await call('GET', '/all/events?from=start')).body), 'a1 a2')
  t.equal(textsOf((await call('GET', `/some/events?from=${cursor}`)).body), 'a2')
  t.equal(textsOf((await call('GET', '/none/events?from=start&type=call.*,guest.updated&channel=whatsapp')).body), '')
  await write('a3')
  t.equal(textsOf((await call('GET', '/new/events')).body), 'a3')
})

t.test('upTo settles a part, and the lease goes on for the rest', async (t) => {
  const { gateway, write, take, ack, expire } = await startConsumers(t)
  await write('a1 a2 a3')
  const page = await take('from=start&lease=100')
  const { cursor } = (await gateway.get('/api/events?limit=2')).json()
  const upTo = { ack: page.ack, upTo: idOf(page, 'a2') }
  t.strictSame(await ack(upTo), { status: 200, body: { cursor, expires: page.expires } })
  t.strictSame(await ack(upTo), { status: 200, body: { cursor, expires: page.expires } }, 'the same ack again')
  t.strictSame(await take(), EMPTY)
  await expire()
  const again = await take()
  t.equal(textsOf(again), 'a3')
  t.equal(again.attempt, 2)
  t.equal((await ack(upTo)).body.error.code, 'LEASE_LOST')
  const last = await ack({ ack: again.ack, upTo: idOf(again, 'a3') })
  t.equal(last.body.expires, null, 'nothing is open')
  t.strictSame(await take(), EMPTY)
})

t.test('what is not settled is handed out again when its lease has ended', async (t) => {
  const { write, take, ack, expire } = await startConsumers(t)
  await write('a1 a2 a3')
  const first = await take('from=start&limit=2')
  await expire()
  t.strictSame(await ack({ ack: first.ack }).then(({ status, body }) => [status, body.error.code]), [409, 'LEASE_LOST'])
  const second = await take('limit=3')
  t.strictSame([textsOf(second), second.attempt], ['a1 a2 a3', 2])
  t.equal((await ack({ ack: first.ack })).status, 409, 'somebody else has the shard')
  t.equal((await ack({ ack: second.ack, upTo: idOf(second, 'a2') })).status, 200)
  await expire()
  const third = await take()
  t.strictSame([textsOf(third), third.attempt], ['a3', 2], 'a3 was handed out once before')
})

t.test('renew extends the lease, and 0 ends it', async (t) => {
  const { write, take, ack } = await startConsumers(t)
  await write('a1 a2')
  const page = await take('from=start&lease=1')
  const renewed = await ack({ ack: page.ack, renew: 3600 })
  t.ok(Date.parse(renewed.body.expires) > Date.now() + 3_000_000)
  t.strictSame(await take(), EMPTY)
  const given = await ack({ ack: page.ack, upTo: idOf(page, 'a1'), renew: 0 })
  t.strictSame([given.status, given.body.expires], [200, null])
  t.strictSame(await ack({ ack: page.ack, upTo: idOf(page, 'a1'), renew: 0 }), given, 'the same ack again')
  t.equal((await ack({ ack: page.ack })).status, 409)
  const again = await take()
  t.strictSame([textsOf(again), again.attempt], ['a2', 2])
  const released = await ack({ ack: again.ack, renew: 0 })
  t.equal(released.status, 200)
  t.strictSame(await ack({ ack: again.ack, renew: 0 }), released, 'the same ack again')
  t.equal((await take()).attempt, 3)
})

t.test('a failed event comes again, its lane behind it, and other lanes go on', async (t) => {
  const { gateway, call, write, take, ack, endPauses } = await startConsumers(t)
  await write('a1 a2 b1')
  await call('PUT', '/butler', { from: 'start', ladder: [100, 100] })
  const page = await take()
  const failed = [{ id: idOf(page, 'a1'), reason: 'no\u0000 room \ud800' }]
  const answer = await ack({ ack: page.ack, failed })
  t.strictSame([answer.status, answer.body.expires], [200, null])
  t.strictSame((await ack({ ack: page.ack, failed })).body, answer.body, 'the same ack again counts once')
  const parked = await gateway.rows(
    'select attempts, handed_out, next_at is null as behind, problem from parked order by position'
  )
  t.strictSame(parked, [
    { attempts: 1, handed_out: 1, behind: false, problem: 'no\u2400 room \ufffd' },
    { attempts: 0, handed_out: 1, behind: true, problem: null }
  ])
  await write('a3 b2')
  const next = await take()
  t.equal(textsOf(next), 'b2', 'a3 waits behind a1 and a2')
  await ack({ ack: next.ack })
  t.strictSame((await call('GET', '/butler')).body.parked, 3)
  t.equal((await call('GET', '/butler')).body.lag.events, 3)
  t.strictSame(await take(), EMPTY)
  await endPauses()
  const again = await take()
  t.strictSame([textsOf(again), again.attempt], ['a1 a2 a3', 2])
  t.equal((await ack({ ack: again.ack })).status, 200)
  t.strictSame((await call('GET', '/butler')).body.parked, 0)
  t.strictSame(await take(), EMPTY)
})

t.test('after the last attempt an event is a dead letter, and its lane goes on', async (t) => {
  const { gateway, call, write, take, ack, endPauses } = await startConsumers(t)
  await write('a1 a2')
  await call('PUT', '/butler', { from: 'start', ...LADDER })
  for (const attempt of [1, 2, 3]) {
    const page = await take()
    t.strictSame([textsOf(page), page.attempt], ['a1 a2', attempt])
    await ack({ ack: page.ack, failed: [{ id: idOf(page, 'a1'), reason: `reason ${attempt}` }] })
    await endPauses()
  }
  t.strictSame(await take(), EMPTY)
  const view = (await call('GET', '/butler')).body
  t.strictSame([view.parked, view.deadLetters, view.lag.events], [0, 1, 0])
  const [event] = await gateway.events()
  const { deadLetters, cursor } = (await call('GET', '/butler/dead-letters')).body
  t.match(deadLetters[0].at, /^\d{4}-.*Z$/)
  t.strictSame(deadLetters, [
    {
      ...{ at: deadLetters[0].at, event: event?.id, type: 'message.received', subject: 'message/wamid.a1' },
      ...{ attempts: 3, status: null, problem: 'reason 3' }
    }
  ])
  t.strictSame((await call('GET', `/butler/dead-letters?after=${cursor}`)).body, { deadLetters: [], cursor })
})

t.test('deadLetter never repeats the last pause', async (t) => {
  const { gateway, call, write, take, ack, endPauses } = await startConsumers(t)
  await write('a1')
  await call('PUT', '/butler', { from: 'start', ladder: [10, 1000], deadLetter: 'never' })
  for (const pause of [10, 1000, 1000, 1000]) {
    const page = await take()
    t.equal(textsOf(page), 'a1')
    await ack({ ack: page.ack, failed: [{ id: idOf(page, 'a1'), reason: 'x' }] })
    const [row] = await gateway.rows('select extract(epoch from next_at - now())::float8 as seconds from parked')
    const seconds = Number(row?.['seconds'])
    t.ok(seconds > pause * 0.75 && seconds <= pause * 1.2, `${seconds} s are ${pause} s ±20 %`)
    await endPauses()
  }
  t.equal((await call('GET', '/butler')).body.deadLetters, 0)
})

t.test('a failed one, a part, and a longer lease together', async (t) => {
  const { write, take, ack, expire, endPauses } = await startConsumers(t)
  await write('a1 b1 a2 c1')
  const page = await take('from=start')
  const body = { ack: page.ack, upTo: idOf(page, 'b1'), failed: [{ id: idOf(page, 'a1'), reason: 'x' }], renew: 100 }
  const answer = await ack(body)
  t.ok(Date.parse(answer.body.expires) > Date.now() + 60_000, 'c1 is open')
  t.equal((await ack(body)).status, 200, 'the same ack again')
  await expire()
  const again = await take()
  t.equal(textsOf(again), 'c1', 'a2 waits behind a1')
  await ack({ ack: again.ack })
  await endPauses()
  t.equal(textsOf(await take()), 'a1 a2')
})

t.test('shards are read at the same time, and each lane has one', async (t) => {
  const { call, write, take } = await startConsumers(t)
  await call('PUT', '/butler', { from: 'start', shards: 4 })
  await write('a1 b1 c1 d1 e1 f1 g1 h1 a2 b2 c2 d2 e2 f2 g2 h2')
  const pages = [await take(), await take(), await take(), await take(), await take()]
  const texts = pages.map(textsOf)
  t.equal(texts[4], '', 'every shard is leased')
  t.strictSame(texts.join(' ').trim().split(/\s+/).sort(), 'a1 a2 b1 b2 c1 c2 d1 d2 e1 e2 f1 f2 g1 g2 h1 h2'.split(' '))
  for (const guest of 'abcdefgh') {
    const own = texts.filter((text) => text.includes(guest))
    t.equal(own.length, 1, `${guest} is in one shard`)
    t.match(own[0], new RegExp(`${guest}1.*${guest}2`))
  }
  const view = (await call('GET', '/butler')).body
  t.strictSame([view.lag.events, view.leases.length > 1], [16, true])
})

t.test('a long poll gets events as soon as they are there', async (t) => {
  const { write, take } = await startConsumers(t)
  await take()
  const began = Date.now()
  const [page] = await Promise.all([take('wait=60'), write('a1')])
  t.equal(textsOf(page), 'a1')
  t.ok(Date.now() - began < 30_000)
  t.strictSame(await take('wait=1'), EMPTY)
})

t.test('orders of other kinds', async (t) => {
  const { call, write } = await startConsumers(t)
  await write('a1 b1')
  for (const [ordering, rest] of [
    ['none', 'a2 b2'],
    ['lane', 'b2'],
    ['property', ''],
    ['strict', '']
  ] as const) {
    await call('PUT', `/${ordering}`, { from: 'start', ordering, ladder: [100] })
    const page = (await call('GET', `/${ordering}/events?limit=2`)).body
    t.equal(textsOf(page), page.events.length === 2 ? 'a1 b1' : '')
    const failed = [{ id: page.events[0].id, reason: 'x' }]
    await call('POST', `/${ordering}/ack`, { ack: page.ack, failed })
    t.equal(rest.length >= 0, true)
  }
  await write('a2 b2')
  const texts: string[] = []
  for (const ordering of ['none', 'lane', 'property', 'strict']) {
    texts.push(textsOf((await call('GET', `/${ordering}/events`)).body))
  }
  t.strictSame(texts, ['a2 b2', 'b2', '', ''])
})

t.test('a later ack of the same lease settles nothing that waits behind a failed event', async (t) => {
  for (const last of ['a2', undefined]) {
    const { write, take, ack, endPauses } = await startConsumers(t)
    await take('from=start')
    await write('a1 a2')
    const first = await take()
    await ack({ ack: first.ack, failed: [{ id: idOf(first, 'a1'), reason: 'no room' }] })
    await endPauses()
    await write('b1')
    const again = await take()
    t.equal(textsOf(again), 'a1 a2 b1')
    const failed = { ack: again.ack, upTo: idOf(again, 'a1'), failed: [{ id: idOf(again, 'a1'), reason: 'no room' }] }
    t.not((await ack(failed)).body.expires, null, 'b1 is open')
    t.not((await ack({ ...failed, upTo: idOf(again, 'a2') })).body.expires, null, 'b1 is open')
    const upTo = last === undefined ? {} : { upTo: idOf(again, 'b1') }
    t.equal((await ack({ ack: again.ack, ...upTo })).body.expires, null)
    await endPauses()
    t.equal(textsOf(await take()), 'a1 a2')
  }
})
