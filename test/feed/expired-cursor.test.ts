import t from 'tap'
import { createBroadcast } from '../../src/feed/broadcast.ts'
import { fromCursor, toCursor } from '../../src/feed/cursor.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, type TestApp } from '../support/test-app.ts'
import { send } from './stream-fixture.ts'

const AUTH = { authorization: `Bearer ${API_TOKEN}` }

t.test('a cursor behind which events were removed gets a 410 with the oldest cursor that works', async (t) => {
  const app = await buildTestApp(t)
  const empty = (await app.get('/api/events')).json().cursor
  await send(app, 5, 'SM')
  const cursors = await cursorsOf(app)
  await app.rows('delete from events where position in (select position from events order by position limit 3)')

  const oldest = cursors[2]
  for (const cursor of [empty, cursors[0], cursors[1]]) {
    const reply = await app.get(`/api/events?after=${cursor}`)
    t.equal(reply.statusCode, 410)
    matchExactly(t, reply.json(), { error: { code: 'CURSOR_EXPIRED', details: { cursor: oldest ?? '' } } })
    t.ok(reply.json().error.message.includes(oldest))
    t.equal((await app.get(`/api/events?after=${cursor}&type=guest.updated`)).statusCode, 410, 'whatever the filter')
  }
  for (const [query, count] of [
    [`after=${oldest}`, 2],
    [`after=${cursors[3]}`, 1],
    [`after=${cursors[4]}`, 0],
    ['after=now', 0],
    ['', 2]
  ] as const)
    t.equal((await app.events(query)).length, count, query)

  await app.rows('delete from events')
  t.equal((await app.get(`/api/events?after=${cursors[3]}`)).statusCode, 410)
  t.equal((await app.get(`/api/events?after=${cursors[4]}`)).statusCode, 200, 'a reader that had everything')
  t.equal((await app.get('/api/events')).statusCode, 200)
})

t.test('deliveries likewise', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 2, 'SM')
  const first = (await app.get('/api/deliveries?limit=1')).json().cursor
  await app.rows('delete from deliveries')
  const reply = await app.get(`/api/deliveries?after=${toCursor(0)}`)
  t.strictSame([reply.statusCode, reply.json().error.code], [410, 'CURSOR_EXPIRED'])
  t.equal((await app.get(`/api/deliveries?after=${reply.json().error.details.cursor}`)).statusCode, 200)
  t.ok(fromCursor(first) > 0)
})

t.test('the cursor of an answer works, also when every row was removed', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 2, 'SM')
  await app.rows('delete from events')
  await app.rows('delete from deliveries')
  for (const path of ['/api/events', '/api/deliveries'])
    for (const query of ['', 'after=now', 'channel=sms']) {
      const { cursor } = (await app.get(`${path}?${query}`)).json()
      t.equal((await app.get(`${path}?after=${cursor}`)).statusCode, 200, `${path} ${query}`)
    }
  const { cursor } = (await app.get('/api/events?after=now')).json()
  const consumers = { now: 'now', start: 'start', cursor }
  for (const [name, from] of Object.entries(consumers))
    t.equal((await app.get(`/api/consumers/${name}/events?from=${from}`)).statusCode, 200, name)
  await send(app, 1, 'late')
  for (const name of Object.keys(consumers)) {
    const reply = await app.get(`/api/consumers/${name}/events`)
    t.strictSame([reply.statusCode, reply.json().events?.length], [200, 1], name)
  }
})

t.test('a cursor that was never given out is refused, and one that is ahead after a restore is not', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 1, 'SM')
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const inSeconds = (seconds: number) => toCursor((Date.now() + seconds * 1_000) * 1_000)
  for (const cursor of [inSeconds(3_600), toCursor(Number.MAX_SAFE_INTEGER - 1)]) {
    for (const path of ['/api/events', '/api/deliveries'])
      for (const filter of ['', '&channel=sms']) {
        const reply = await app.get(`${path}?after=${cursor}${filter}`)
        t.strictSame([reply.statusCode, reply.json().error.code], [400, 'UNKNOWN_CURSOR'], path)
      }
    for (const [query, headers] of [
      [`after=${cursor}`, {}],
      [`after=${cursor}`, { accept: 'text/event-stream' }],
      ['', { 'last-event-id': cursor, accept: 'text/event-stream' }]
    ] as const) {
      const reply = await fetch(`${url}/api/events/stream?${query}`, { headers: { ...AUTH, ...headers } })
      t.strictSame([reply.status, JSON.parse(await reply.text()).error.code], [400, 'UNKNOWN_CURSOR'], query)
    }
  }
  for (const path of ['/api/events', '/api/deliveries']) {
    // The clocks of two servers may differ by this.
    const ahead = inSeconds(60)
    t.strictSame((await app.get(`${path}?after=${ahead}`)).json().cursor, ahead, path)
  }
})

t.test('a live stream sends an error message and ends, or gets a 410', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 3, 'SM')
  const cursors = await cursorsOf(app)
  await app.rows('delete from events where position in (select position from events order by position limit 2)')
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const ask = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/events/stream?${query}`, { headers: { ...AUTH, ...headers } })

  for (const [query, more] of [
    [`after=${cursors[0]}`, {}],
    ['after=now', { 'last-event-id': cursors[0] ?? '' }]
  ] as const) {
    const plain = await ask(query, more)
    t.strictSame([plain.status, JSON.parse(await plain.text()).error.code], [410, 'CURSOR_EXPIRED'])

    const reply = await ask(query, { ...more, accept: 'text/event-stream' })
    const text = await reply.text()
    t.equal(reply.status, 200)
    const [, json = ''] = /^event: error\ndata: (.+)$/m.exec(text) ?? []
    matchExactly(t, JSON.parse(json), { error: { code: 'CURSOR_EXPIRED', details: { cursor: cursors[1] ?? '' } } })
    t.notMatch(text, /^id:/m, 'Last-Event-ID stays as it is')
  }
  const going = await ask(`after=${cursors[1]}`, { accept: 'text/event-stream' })
  let text = ''
  for await (const chunk of going.body ?? []) {
    text += Buffer.from(chunk).toString()
    if (text.includes('data: ')) break
  }
  t.match(text, /^id: /m)
})

t.test('a reader at the end of the feed that fell behind what was removed is told, too', async (t) => {
  const rows = [{ head: '10', removed: '8', is_cut: false, position: null }]
  const database = { query: { execute: async () => ({ rows }) } } as unknown as Parameters<
    typeof createBroadcast
  >[0]['database'] // the broadcast only executes
  const log = { info() {}, warn() {} }
  const limits = { streamPageBytes: 1e6, liveBytes: 1e6 }
  const broadcast = createBroadcast({ database, log, limits, onPublished() {} })
  await new Promise<void>((resolve) => {
    const subscriber = {
      position: 3,
      deliver: () => t.fail('it must not skip events'),
      drop() {},
      catchUp() {
        broadcast.remove(subscriber)
        resolve()
      }
    }
    broadcast.add(subscriber)
  })
})

t.test('property is a filter, and an entity that no event can have is refused', async (t) => {
  const app = await buildTestApp(t)
  for (const propertyId of ['north', 'south'])
    await app.post(
      '/webhooks/pms/guests',
      JSON.stringify({ source: 'acme', externalId: 'g', lastName: 'Ito', propertyId })
    )
  matchExactly(t, await app.events('property=south'), [{ property: 'south' }])
  t.strictSame(await app.events('property=west'), [])
  for (const query of [
    'entity=guest',
    'entity=/g',
    'entity=guest/',
    'property=',
    'type=guest.updated&type=x',
    'after='
  ])
    t.equal((await app.get(`/api/events?${query}`)).statusCode, 400, query)
  t.equal((await app.events('type=guest.updated&entity=guest/g')).length, 2)
})

/** The cursor behind each event. */
async function cursorsOf(app: TestApp): Promise<string[]> {
  const rows = await app.rows('select position from events order by position')
  return rows.map(({ position }) => toCursor(Number(position)))
}
