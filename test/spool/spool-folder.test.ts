import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import t, { type Test } from 'tap'
import { decodeRecords, encodeRecord } from '../../src/spool/record.ts'
import { openSpool } from '../../src/spool/spool.ts'
import { entry, fact, openDatabase, openLedger, silent } from '../ledger/fixture.ts'
import { createDatabase, makeFolder } from '../support/test-app.ts'

t.test('a folder that cannot be listed at the start is drained once it can', async (t) => {
  const folder = join(makeFolder(t), 'spool')
  const hidden = `${folder}-hidden`
  const spool = await open(t, folder)
  await spool.append(entry([fact('acknowledged')]))
  await spool.close()
  renameSync(folder, hidden)
  symlinkSync(folder, folder)

  const database = openDatabase(t, await createDatabase(t))
  const { ledger } = await openLedger(t, database, { folder })
  t.notOk(ledger.status().spool.isListed)
  t.equal((await ledger.record(entry([fact('meanwhile')]))).outcome, 'accepted', 'the database is there')
  rmSync(folder)
  renameSync(hidden, folder)

  for (let tries = 0; tries < 600 && (await subjects(database)).length < 2; tries++) await sleep(50)
  t.strictSame(await subjects(database), ['message/meanwhile', 'message/acknowledged'])
  t.ok(ledger.status().spool.isListed)
})

t.test('a folder that cannot be listed later does not look empty', async (t) => {
  const folder = join(makeFolder(t), 'spool')
  const spool = await open(t, folder)
  await spool.append(entry([fact('a')]))
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
    ['-c', 'ulimit -n 256 && exec "$0" "$@"', process.execPath, script, folder],
    {
      encoding: 'utf8'
    }
  )
  t.equal(stderr, '')
  t.strictSame(JSON.parse(stdout), {
    seal: 'EMFILE',
    read: 'EMFILE',
    damaged: 0,
    entriesAfterwards: 1
  })
  t.notOk(readdirSync(folder).includes('damaged'))
})

t.test(
  'a record that is no entry is set aside, although its checksum is right, and those beside it are read',
  async (t) => {
    const whole = encodeRecord(entry([fact('whole')]))
    const broken = {
      'no JSON': '{"delivery":',
      'no object': '[]',
      'no readings': JSON.stringify({ delivery: entry([]).delivery }),
      'an id that is none': JSON.stringify({ delivery: { ...entry([]).delivery, id: 'x' }, readings: [] }),
      'a reading without data': JSON.stringify({
        delivery: entry([]).delivery,
        readings: [{ source: 'a', kind: 'b', id: 'c' }]
      })
    }
    for (const [name, json] of Object.entries(broken)) {
      const { entries, damaged, torn } = decodeRecords(Buffer.concat([whole, recordOf(json), whole]))
      t.strictSame([entries.length, damaged.length, torn], [2, 1, 0], name)
    }

    const folder = makeFolder(t)
    const spool = await open(t, folder)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '0.sealed'), Buffer.concat([recordOf('null'), whole]))
    const [file = ''] = await spool.seal()
    t.equal((await spool.read(file)).length, 1)
    const [aside = ''] = readdirSync(join(folder, 'damaged'))
    t.strictSame(readFileSync(join(folder, 'damaged', aside)), recordOf('null'))
  }
)

t.test('a record of a newer build, with fields that are not known here, is read', async (t) => {
  const { delivery, readings } = entry([fact('a')])
  const { body, ...about } = delivery
  const json = JSON.stringify({ delivery: { ...about, account: 'new' }, readings, more: true })
  t.strictSame(
    decodeRecords(recordOf(json)).entries.map((one) => one.readings),
    [readings]
  )
})

/** A record as the spool writes it, with any text for its JSON and no body. */
function recordOf(json: string): Buffer {
  const text = Buffer.from(json)
  const content = Buffer.alloc(4 + text.length)
  content.writeUInt32BE(text.length)
  text.copy(content, 4)
  const head = Buffer.alloc(12)
  head.write('BHS1')
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
