import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import t, { type Test } from 'tap'
import { decodeRecords, encodeRecord } from '../../src/spool/record.ts'
import { openSpool } from '../../src/spool/spool.ts'
import { delivery, entry, fact, openDatabase, openLedger, silent } from '../ledger/fixture.ts'
import { createDatabase, makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('a relative folder is refused, because it would be another one after a change of directory', async (t) => {
  for (const folder of ['', 'spool']) {
    await t.rejects(openSpool({ folder, maxBytes: 1e9, log: silent }), { message: /must be an absolute path/ })
  }
})

t.test('a folder that cannot be listed at the start is drained once it can', async (t) => {
  const folder = join(makeFolder(t), 'spool')
  const hidden = `${folder}-hidden`
  const spool = await open(t, folder)
  await spool.append(entry([fact('acknowledged')]).delivery)
  await spool.close()
  renameSync(folder, hidden)
  symlinkSync(folder, folder)

  const database = openDatabase(t, await createDatabase(t))
  const { ledger } = await openLedger(t, database, { folder })
  t.notOk(ledger.status().spool.isListed)
  t.equal((await ledger.record(entry([fact('meanwhile')]))).outcome, 'accepted', 'the database is there')
  rmSync(folder)
  renameSync(hidden, folder)

  await until(async () => (await subjects(database)).length >= 2, 'what the folder holds is stored')
  t.strictSame(await subjects(database), ['message/meanwhile', 'message/acknowledged'])
  t.ok(ledger.status().spool.isListed)
})

t.test('a folder that cannot be listed later does not look empty', async (t) => {
  const folder = join(makeFolder(t), 'spool')
  const spool = await open(t, folder)
  await spool.append(delivery())
  const { bytes } = spool.status()
  renameSync(folder, `${folder}-hidden`)
  symlinkSync(folder, folder)
  await t.rejects(spool.seal(), { code: 'ELOOP' })
  t.equal(spool.status().bytes, bytes, 'what it holds is still counted')
  rmSync(folder)
  renameSync(`${folder}-hidden`, folder)
  const [file = ''] = await spool.seal()
  t.equal((await spool.read(file)).length, 1, 'the file that could not be renamed is sealed, too')
})

t.test('too many open files: nothing is lost, nothing is set aside, and it goes on afterwards', async (t) => {
  const folder = makeFolder(t)
  const script = join(dirname(fileURLToPath(import.meta.url)), 'few-files.js')
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 1024 && exec "$0" "$@"', process.execPath, script, folder],
    {
      encoding: 'utf8'
    }
  )
  t.equal(stderr, '')
  t.strictSame(JSON.parse(stdout), {
    seal: 'EMFILE',
    read: 'EMFILE',
    damaged: 0,
    deliveriesAfterwards: 1
  })
  t.notOk(readdirSync(folder).includes('damaged'))
})

t.test(
  'a record of the wrong shape is set aside, although its checksum is right, and its neighbors are read',
  async (t) => {
    const whole = encodeRecord(delivery())
    const { body: _body, ...about } = delivery()
    const broken: [name: string, mark: string, json: string][] = [
      ['no JSON', 'BHS2', '{"delivery":'],
      ['no object', 'BHS2', '[]'],
      ['no delivery', 'BHS2', '{}'],
      ['a wrong id', 'BHS2', JSON.stringify({ delivery: { ...about, id: 'x' } })],
      ['headers that are no texts', 'BHS2', JSON.stringify({ delivery: { ...about, keyHeaders: { a: 1 } } })],
      ['no readings', 'BHS1', JSON.stringify({ delivery: about })],
      [
        'a reading without data',
        'BHS1',
        JSON.stringify({ delivery: about, readings: [{ source: 'a', kind: 'b', id: 'c' }] })
      ],
      ['a format of the future', 'BHS3', JSON.stringify({ delivery: about })]
    ]
    for (const [name, mark, json] of broken) {
      const { spooled, damaged, torn } = decodeRecords(Buffer.concat([whole, recordOf(json, mark), whole]))
      t.strictSame([spooled.length, damaged.length, torn], [2, 1, 0], name)
    }

    const folder = makeFolder(t)
    const spool = await open(t, folder)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '0.ready'), Buffer.concat([recordOf('null'), whole]))
    const [file = ''] = await spool.seal()
    t.equal((await spool.read(file)).length, 1)
    const [aside = ''] = readdirSync(join(folder, 'damaged'))
    t.strictSame(readFileSync(join(folder, 'damaged', aside)), recordOf('null'))
  }
)

t.test('a record of a newer build, with fields that are not known here, is read', async (t) => {
  const { body: _body, ...about } = delivery()
  const json = JSON.stringify({ delivery: { ...about, account: 'new' }, more: true })
  t.strictSame(
    decodeRecords(recordOf(json)).spooled.map(({ delivery }) => delivery.id),
    [about.id]
  )
})

t.test('files that an earlier version left are drained with the readings that they hold', async (t) => {
  const folder = makeFolder(t)
  for (const [name, id] of [
    ['01900000-0000-7000-8000-000000000001.open', 'open'],
    ['01900000-0000-7000-8000-000000000000.sealed', 'sealed']
  ] as const) {
    const { delivery, readings } = entry([fact(id)])
    const { body: _body, ...about } = delivery
    // Its id is not the one that the fixture could interpret.
    const older = { ...about, id: `01900000-0000-7000-8000-${id === 'open' ? '00000000000b' : '00000000000a'}` }
    writeFileSync(join(folder, name), recordOf(JSON.stringify({ delivery: older, readings }), 'BHS1'))
  }
  const database = openDatabase(t, await createDatabase(t))
  const { ledger } = await openLedger(t, database, { folder })
  await until(() => !ledger.status().spooling, 'the spool is drained')
  t.strictSame(await subjects(database), ['message/sealed', 'message/open'])
  t.strictSame(readdirSync(folder), [])
})

t.test('a spooled delivery that no endpoint takes any more is stored as quarantined, with its bytes', async (t) => {
  const folder = makeFolder(t)
  const spool = await open(t, folder)
  const lost = {
    ...delivery(Buffer.from('of an adapter that was removed')),
    id: '01900000-0000-7000-8000-00000000000c'
  }
  await spool.append(lost)
  await spool.close()
  const database = openDatabase(t, await createDatabase(t))
  const { ledger } = await openLedger(t, database, { folder })
  await until(() => !ledger.status().spooling, 'the spool is drained')
  const { rows } = await database.pool.query(
    `select outcome, reason, convert_from(body, 'UTF8') as body from deliveries`
  )
  t.strictSame(rows, [
    { outcome: 'quarantined', reason: 'no channel reads what came to its path', body: 'of an adapter that was removed' }
  ])
})

/** A record as the spool writes it, with any text for its JSON and no body. */
function recordOf(json: string, mark = 'BHS2'): Buffer {
  const text = Buffer.from(json)
  const content = Buffer.alloc(4 + text.length)
  content.writeUInt32BE(text.length)
  text.copy(content, 4)
  const head = Buffer.alloc(12)
  head.write(mark)
  head.writeUInt32BE(content.length, 4)
  head.writeUInt32BE(crc32(content), 8)
  return Buffer.concat([head, content])
}

async function open(t: Test, folder: string) {
  const spool = await openSpool({ folder, maxBytes: 1e9, log: silent })
  t.teardown(() => spool.close())
  return spool
}

async function subjects({ pool }: ReturnType<typeof openDatabase>): Promise<string[]> {
  const { rows } = await pool.query('select subject from events order by position')
  return rows.map(({ subject }) => String(subject))
}
