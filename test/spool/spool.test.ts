import { appendFileSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { decodeRecords, encodeRecord } from '../../src/spool/record.ts'
import { openSpool } from '../../src/spool/spool.ts'
import { delivery } from '../ledger/fixture.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { makeFolder } from '../support/test-app.ts'

t.test('a record holds the exact bytes, and what is known of their sender', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 }), (bodies) => {
      const spooled = bodies.map((body, n) => ({
        delivery: { ...delivery(Buffer.from(body)), source: `${n}\u{1f3e8}`, keyHeaders: { etag: `${n}` } }
      }))
      const content = decodeRecords(Buffer.concat(spooled.map(({ delivery }) => encodeRecord(delivery))))
      t.strictSame(content, { spooled, damaged: [], torn: 0 })
    }),
    { numRuns: 50 }
  )
})

t.test('whatever happens to the bytes of a file, all records but those touched are read', async (t) => {
  const deliveries = Array.from({ length: 6 }, (_, n) => delivery(Buffer.from(`body BHS1 BHS2 ${n}`)))
  const records = deliveries.map(encodeRecord)
  const file = Buffer.concat(records)
  const ends = records.map((_, at) => records.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0))
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const copy = Buffer.from(file)
      copy[at] = (copy[at] ?? 0) ^ change
      const touched = ends.findIndex((end) => at < end)
      const { spooled: read, damaged, torn } = decodeRecords(copy)
      t.strictSame(
        read.map(({ delivery }) => delivery.id),
        deliveries.filter((_, n) => n !== touched).map(({ id }) => id)
      )
      t.ok(damaged.length === 1 || torn > 0)
    }),
    { numRuns: 300 }
  )
  fc.assert(
    fc.property(fc.nat(file.length - 1), (length) => {
      const { spooled: read, damaged, torn } = decodeRecords(file.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length
      t.equal(read.length, whole)
      t.equal(damaged.length, 0, 'a last record that ends early is cut, and not called damaged')
      t.equal(torn, length - (ends[whole - 1] ?? 0))
    })
  )
})

t.test('what another gateway on the folder has drained is no longer counted', async (t) => {
  const { folder, spool } = await setUp(t)
  await spool.append(delivery(Buffer.alloc(2_000)))
  const other = await openSpool({ folder, maxBytes: 1e6, log: { error: () => undefined } })
  for (const file of await other.seal()) await other.remove(file)
  t.ok(spool.status().bytes > 2_000)
  t.strictSame(await spool.seal(), [])
  t.match(spool.status(), { bytes: 0, records: 0 })
  await other.close()
})

t.test('a damaged record is set aside and reported, those around it are read', async (t) => {
  const { folder, spool, logged } = await setUp(t)
  for (let n = 0; n < 3; n++) await spool.append(delivery())
  const [file = ''] = await spool.seal()
  const bytes = readFileSync(file)
  bytes[Math.floor(bytes.length / 2)] = 0xff
  writeFileSync(file, bytes)
  t.strictSame((await spool.read(file)).length, 2)
  matchExactly(t, logged, [/set aside/])
  t.equal(spool.status().damaged, 1)
  t.equal(readdirSync(join(folder, 'damaged')).length, 1)
})

t.test('a torn end is cut, also of a file whose writer was killed', async (t) => {
  const { folder, spool } = await setUp(t)
  await spool.append(delivery(Buffer.from('whole')))
  await spool.append(delivery(Buffer.from('torn')))
  const [name = ''] = readdirSync(folder)
  truncateSync(join(folder, name), readFileSync(join(folder, name)).length - 3)
  const { spool: next, logged } = await setUp(t, folder)
  const [file = ''] = await next.seal()
  t.strictSame(
    (await next.read(file)).map(({ delivery }) => delivery.body.toString()),
    ['whole']
  )
  matchExactly(t, logged, [/not acknowledged/])
})

t.test('a writer whose file was taken over writes the same again, before it acknowledges', async (t) => {
  const { folder, spool } = await setUp(t)
  await spool.append(delivery(Buffer.from('first')))
  const [name = ''] = readdirSync(folder)
  renameSync(join(folder, name), join(folder, name.replace('.writing', '.ready')))
  await spool.append(delivery(Buffer.from('second')))
  const found = new Set<string>()
  for (const file of await spool.seal()) {
    for (const { delivery } of await spool.read(file)) found.add(delivery.body.toString())
  }
  t.strictSame([...found], ['first', 'second'])
  t.equal((await spool.seal()).length, 2)
})

t.test('those who wait together share an fsync; files end before they get too large', async (t) => {
  const { spool } = await setUp(t)
  const body = Buffer.alloc(3 * 1024 * 1024)
  await Promise.all(Array.from({ length: 12 }, () => spool.append(delivery(body))))
  await spool.append(delivery())
  const files = await spool.seal()
  t.ok(files.length > 1)
  let count = 0
  for (const file of files) {
    count += (await spool.read(file)).length
    await spool.remove(file)
  }
  t.equal(count, 13)
  t.equal(spool.status().bytes, 0)
})

t.test('files are sealed while others append, and neither gets in the way of the other', async (t) => {
  const { spool, logged } = await setUp(t)
  const found: string[] = []
  const take = async () => {
    for (const file of await spool.seal()) {
      for (const { delivery } of await spool.read(file)) found.push(delivery.id)
      await spool.remove(file)
    }
  }
  const kept: string[] = []
  let appending = true
  const appenders = Array.from({ length: 8 }, async () => {
    for (let n = 0; n < 60; n++) {
      const one = delivery()
      await spool.append(one)
      kept.push(one.id)
    }
  })
  const done = Promise.all(appenders).finally(() => {
    appending = false
  })
  let rounds = 0
  for (; appending; rounds++) await take()
  await done
  await take()
  t.ok(rounds > 5, `${rounds} times: a file need not wait for a pause in the load`)
  t.strictSame(found.sort(), kept.sort(), 'each delivery that was acknowledged is there, once')
  t.strictSame(logged, [])
  t.equal(spool.status().bytes, 0)
})

t.test('its records are counted, also those that an earlier gateway left', async (t) => {
  const { folder, spool } = await setUp(t)
  const body = Buffer.from('BHS1 and BHS2 in a body are no records')
  for (let n = 0; n < 3; n++) await spool.append(delivery(body))
  t.equal(spool.status().records, 3)
  const { spool: next } = await setUp(t, folder)
  t.equal(next.status().records, 3)
  await next.append(delivery())
  t.equal(next.status().records, 4)
  for (const file of await next.seal()) await next.remove(file)
  t.equal(next.status().records, 0)
})

t.test('what is not of the spool is left alone', async (t) => {
  const folder = makeFolder(t)
  appendFileSync(join(folder, 'note.txt'), 'mine')
  const { spool } = await setUp(t, folder)
  t.strictSame(await spool.seal(), [])
  t.strictSame(readdirSync(folder), ['note.txt'])
})

async function setUp(t: Parameters<typeof makeFolder>[0], folder = makeFolder(t)) {
  const logged: string[] = []
  const log = { error: (_fields: object, message: string) => void logged.push(message) }
  const spool = await openSpool({ folder, maxBytes: 1e9, log })
  t.teardown(() => spool.close())
  return { folder, spool, logged }
}
