import { once } from 'node:events'
import type { Socket } from 'node:net'
import t, { type Test } from 'tap'
import { buildTestApp, type TestApp } from '../support/test-app.ts'
import { storeEvents } from './fixture.ts'
import { listen, openSocket, openStream, type Stream } from './stream-fixture.ts'

const MIB = 1024 * 1024
/** More than the buffers of a loopback connection take. */
const FAT = Array.from({ length: 24 }, () => ({ size: MIB }))

t.test('many readers that come at once share a budget that only one page of them fits', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { streamPageBytes: 20_000, catchUpBytes: 20_000 } } })
  const numbers = await storeEvents(
    app,
    Array.from({ length: 120 }, (_, n) => ({ size: n % 7 === 0 ? 50_000 : n * 10 }))
  )
  const url = `${await listen(app)}/api/events/stream`
  const streams = await Promise.all(Array.from({ length: 25 }, () => openStream(t, url)))
  await Promise.all(streams.map((stream) => stream.until(120)))
  for (const stream of streams) t.strictSame(numbersOf(stream), numbers)
})

t.test('readers that do not read give their memory to those who wait for it', async (t) => {
  const bounds = { streamPageBytes: MIB, catchUpBytes: 3 * MIB, stallMs: 60_000, pressedStallMs: 200 }
  const app = await buildTestApp(t, {}, { limits: { reads: bounds } })
  const numbers = await storeEvents(app, FAT)
  const url = `${await listen(app)}/api/events/stream`
  const idle = await idleReaders(t, app, url, 12)
  const stream = await openStream(t, url)
  await stream.until(FAT.length)
  t.strictSame(numbersOf(stream), numbers)
  t.ok(idle.filter(({ destroyed }) => destroyed).length > 8)
})

t.test(
  'a reader that does not take new events is dropped when they are too many, and others miss nothing',
  async (t) => {
    const bounds = {
      liveBytes: 4 * MIB,
      behindBytes: Number.POSITIVE_INFINITY,
      stallMs: 60_000,
      pressedStallMs: 60_000
    }
    const app = await buildTestApp(t, {}, { limits: { reads: bounds } })
    const url = `${await listen(app)}/api/events/stream`
    const [idle] = await idleReaders(t, app, url, 1)
    const other = await openStream(t, `${url}?type=no.such`)
    const stream = await openStream(t, url)
    let wanted = 0
    for (const event of FAT) {
      await storeEvents(app, [event])
      wanted++
      await stream.until(wanted)
    }
    if (!idle?.destroyed) await once(idle as Socket, 'close')
    t.equal(stream.received.length, FAT.length)
    t.strictSame(other.received, [])
    other.close()
  }
)

t.test('a reader that goes back and forth between new events and catching up misses nothing', async (t) => {
  const bounds = { streamPageBytes: MIB, catchUpBytes: 2 * MIB, behindBytes: 100_000 }
  const app = await buildTestApp(t, {}, { limits: { reads: bounds } })
  const url = `${await listen(app)}/api/events/stream`
  const few = await openStream(t, `${url}?type=few.one`)
  const all = await openStream(t, url)
  for (let n = 0; n < 5; n++) {
    await storeEvents(app, [{ size: 3 * MIB }, { size: 10, type: 'few.one' }, { size: 900_000 }])
    await all.until(3 * n + 3)
  }
  await few.until(5)
  t.equal(all.received.length, 15)
})

function numbersOf({ received }: Stream): number[] {
  return received.map(({ event }) => Number(event.data['n']))
}

/** Readers that stop once their stream has begun: the gateway's ends of their connections. */
async function idleReaders(t: Test, { app }: TestApp, url: string, count: number): Promise<Socket[]> {
  const ends: Socket[] = []
  for (let n = 0; n < count; n++) {
    const connected = once(app.server, 'connection')
    const opened = openSocket(t, url)
    ends.push((await connected)[0])
    const socket = await opened
    socket.on('error', () => undefined)
    socket.pause()
  }
  return ends
}
