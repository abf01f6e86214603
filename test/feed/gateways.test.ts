import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { median } from '../../bench/measure.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { buildTestApp, createDatabase } from '../support/test-app.ts'
import { listen, openSocket, openStream, send, subjects } from './stream-fixture.ts'

const HINTS =
  "from pg_stat_activity where datname = current_database() and (query like 'listen%' or query like 'select pg_notify%')"

t.test('an event is visible on every gateway of the database sooner than polling would find it', async (t) => {
  const databaseUrl = await createDatabase(t)
  const gateway = await buildTestApp(t, {}, { databaseUrl })
  const other = await buildTestApp(t, {}, { databaseUrl })
  const here = await openStream(t, `${await listen(gateway)}/api/events/stream`)
  const there = await openStream(t, `${await listen(other)}/api/events/stream`)
  const streams = [here, there]
  const late: number[][] = streams.map(() => [])
  for (let n = 1; n <= 15; n++) {
    await send(gateway, 1, `${n}-`)
    const acknowledged = performance.now()
    await Promise.all(streams.map((stream) => stream.until(n)))
    for (const [at, { received }] of streams.entries()) late[at]?.push((received[n - 1]?.at ?? 0) - acknowledged)
    await sleep(20)
  }
  // A notifier connection that breaks is opened again.
  await gateway.rows(`select pg_terminate_backend(pid) ${HINTS}`)
  while ((await gateway.rows(`select pid ${HINTS} and query like 'listen%'`)).length < 2) await sleep(50)
  await send(gateway, 1, 'later')
  await Promise.all(streams.map((stream) => stream.until(16)))
  for (const list of late) t.ok(median(list) < 100, `${median(list)} ms`)
  t.strictSame(subjects(here), subjects(there))
})

t.test('without any hint, polling finds what others have written', async (t) => {
  const app = await buildTestApp(t)
  const stream = await openStream(t, `${await listen(app)}/api/events/stream`)
  await send(app, 1)
  await stream.until(1)
  await app.rows(`insert into events select nextval('events_position_seq'), gen_random_uuid(), type, source, 'other/1', time,
    channel, property, delivery_id, received_at, timebasis, verified, hydrated, data, null from events`)
  await stream.until(2)
  t.strictSame(subjects(stream), ['message/SM0', 'other/1'])
})

t.test('with the database away a stream waits, and goes on without a gap and without anything twice', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const app = await buildTestApp(t, {}, { databaseUrl })
  const stream = `${await listen(app)}/api/events/stream`
  const early = await openStream(t, stream)
  const sent = await send(app, 3, 'before')
  await early.until(3)
  proxy.set('refuse')
  sent.push(...(await send(app, 3, 'during')))
  const late = await openStream(t, stream)
  t.equal(late.status, 200, 'also one that comes meanwhile')
  await sleep(700)
  proxy.set('forward')
  await Promise.all([early.until(6), late.until(6)])
  sent.push(...(await send(app, 3, 'after')))
  await Promise.all([early.until(9), late.until(9)])
  t.strictSame([subjects(early), subjects(late)], [sent, sent])
})

t.test('who stops reading is dropped, and nobody else waits for him', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  const quiet = await openStream(t, `${url}?channel=whatsapp`)
  const quick = await openStream(t, url)
  const slow = await openSocket(t, url)
  slow.pause()
  // More than all buffers on the way take. An event holds 256 KiB at most.
  const unknown = 'n'.repeat(200_000)
  for (let n = 1; n <= 80; n++) {
    const body = JSON.stringify({ externalId: `g${n}`, source: 'acme', lastName: 'Sato', unknown })
    t.equal((await app.post('/webhooks/pms/guests', body)).statusCode, 200)
    await quick.until(n)
  }
  const closed = once(slow, 'close')
  await sleep(11_000)
  slow.resume()
  slow.on('error', () => undefined)
  await closed
  t.ok(slow.bytesRead < 16_000_000, `${slow.bytesRead} bytes`)
  // A heartbeat brings the cursor along. The test runner ends a test that waits for too long.
  while (!quiet.rest().includes(`id: ${quick.received.at(-1)?.id}\n`)) await sleep(100)
  t.strictSame(quiet.received, [])
})
