import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Database } from '../../src/db/connect.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { buildTestApp, type makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { entry, fact, openDatabase, openLedger } from './fixture.ts'

t.test('refused: what arrives is spooled, and drained in order when the database is back', async (t) => {
  const { proxy, ledger, folder, direct } = await setUp(t)
  await ledger.record(entry([fact('0')]))
  proxy.set('refuse')
  const ids = Array.from({ length: 40 }, (_, n) => String(n + 1))
  for (const id of ids) matchExactly(t, await ledger.record(entry([fact(id)])), { outcome: 'spooled', events: [] })
  t.ok(ledger.status().spooling)
  t.ok(ledger.status().spool.bytes > 40 * 100)

  proxy.set('forward')
  await drained(ledger)
  t.equal((await ledger.record(entry([fact('last')]))).outcome, 'accepted')
  t.strictSame(await subjects(direct), ['0', ...ids, 'last'])
  t.equal(ledger.status().spool.bytes, 0)
  t.strictSame(readdirSync(folder), [])
})

t.test(
  'frozen: acknowledged within the deadline, and stored once although the frozen commit happens too',
  async (t) => {
    const { proxy, ledger, direct } = await setUp(t)
    await ledger.record(entry([fact('before')]))
    proxy.set('swallow-requests')
    const began = Date.now()
    // Without a key, only the delivery's own id tells that both ways lead to the same.
    const { key: _key, ...keyless } = fact('during')
    const during = await Promise.all(Array.from({ length: 10 }, () => ledger.record(entry([keyless]))))
    t.ok(during.every(({ outcome }) => outcome === 'spooled'))
    const waited = Date.now() - began
    t.ok(waited < 8_000, `${waited} ms`)
    const quick = Date.now()
    t.equal((await ledger.record(entry([fact('later')]))).outcome, 'spooled')
    t.ok(Date.now() - quick < waited / 2, 'nobody waits again while it is known to be away')

    proxy.set('forward')
    await drained(ledger)
    t.strictSame(await subjects(direct), ['before', ...Array(10).fill('during'), 'later'])
    const { rows } = await direct.pool.query('select count(*)::int as n from deliveries')
    t.equal(rows[0].n, 12)
  }
)

t.test('what one process spooled, the next one drains; a spool that is full refuses', async (t) => {
  const { proxy, ledger, folder, direct, away } = await setUp(t)
  proxy.set('refuse')
  await ledger.record(entry([fact('kept')]))
  await ledger.close()
  await ledger.close()

  const { ledger: small } = await openLedger(t, away, { folder, maxBytes: 1500 })
  const outcomes = []
  for (let n = 0; n < 8; n++) {
    outcomes.push(
      await small.record(entry([fact(`${n}`)])).then(
        ({ outcome }) => outcome,
        ({ code }) => code
      )
    )
  }
  t.equal(outcomes[0], 'spooled')
  t.equal(outcomes.at(-1), 'STORE_UNAVAILABLE')
  await small.close()

  proxy.set('forward')
  const { ledger: next } = await openLedger(t, direct, { folder })
  await drained(next)
  const accepted = outcomes.flatMap((outcome, n) => (outcome === 'spooled' ? [String(n)] : []))
  t.strictSame(await subjects(direct), ['kept', ...accepted])
})

t.test('a gateway that starts before its database prepares it first', async (t) => {
  const { proxy, away, direct } = await setUp(t)
  proxy.set('refuse')
  let prepared = 0
  const { ledger } = await openLedger(t, away, { prepare: async () => void prepared++ })
  t.equal((await ledger.record(entry([fact('early')]))).outcome, 'spooled')
  t.equal(prepared, 0)
  proxy.set('forward')
  await drained(ledger)
  t.equal(prepared, 1)
  t.strictSame(await subjects(direct), ['early'])
})

t.test('a spool that cannot be written is an answer that says so, and not an acknowledgement', async (t) => {
  const { proxy, away } = await setUp(t)
  proxy.set('refuse')
  const { ledger } = await openLedger(t, away, { folder: '/dev/null/spool' })
  await t.rejects(ledger.record(entry([fact('nowhere')])), { code: 'STORE_UNAVAILABLE', statusCode: 503 })
  t.notOk(ledger.status().spool.writable)
})

t.test('who closes while the spool is drained leaves the rest of it to the next start', async (t) => {
  const { proxy, ledger, folder, direct } = await setUp(t)
  proxy.set('refuse')
  const ids = await recordMany(ledger, 4_000)
  await ledger.close()

  const slow: Database = {
    ...direct,
    write: async (work, patience) => {
      await sleep(400)
      return direct.write(work, patience)
    }
  }
  const { ledger: interrupted } = await openLedger(t, slow, { folder })
  await until(async () => (await subjects(direct)).length > 0, 'the first part is stored')
  await interrupted.close()
  const stored = (await subjects(direct)).length
  t.ok(stored > 0 && stored < ids.length, `${stored} were stored before`)

  const { ledger: next } = await openLedger(t, direct, { folder })
  await drained(next)
  t.strictSame(await subjects(direct), ids)
})

t.test('what the database does not take in time as one group, it is given by halves', async (t) => {
  const { proxy, ledger, direct } = await setUp(t)
  // Ends each transaction that writes more than sixty deliveries as a timeout would: not because of what is in them.
  await direct.pool.query(`create function refuse() returns trigger language plpgsql as $$
    begin
      if (select count(*) from written) > 60 then raise exception using errcode = 'query_canceled'; end if;
      return null;
    end $$`)
  await direct.pool.query(`create trigger refuse after insert on deliveries referencing new table as written
    for each statement execute function refuse()`)
  proxy.set('refuse')
  const ids = await recordMany(ledger, 300)
  proxy.set('forward')
  await drained(ledger)
  t.notOk(ledger.status().spooling)
  t.strictSame(await subjects(direct), ids)
})

t.test('connections that break do not make groups smaller', async (t) => {
  const { proxy, ledger, folder, direct } = await setUp(t)
  proxy.set('refuse')
  const ids = await recordMany(ledger, 300)
  await ledger.close()
  let broken = 0
  let commits = 0
  const flapping: Database = {
    ...direct,
    write: (work, patience) => {
      if (broken++ < 5) throw Object.assign(new Error('terminated'), { code: '57P01' })
      commits++
      return direct.write(work, patience)
    }
  }
  const { ledger: next } = await openLedger(t, flapping, { folder })
  await drained(next)
  t.strictSame(await subjects(direct), ids)
  t.ok(broken > 5 && commits < 4, `${commits} commits`)
})

t.test('a database that is frozen does not hold up the end', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const { app, post } = await buildTestApp(t, {}, { databaseUrl })
  const guest = JSON.stringify({ externalId: 'g1', source: 'test', lastName: 'Lindqvist' })
  matchExactly(t, (await post('/webhooks/pms/guests', guest)).json(), { outcome: 'accepted' })
  // Nothing is under way on any connection: what is would be broken off.
  await sleep(300)
  proxy.set('swallow-requests')
  matchExactly(t, (await post('/webhooks/pms/guests', guest)).json(), { outcome: 'spooled' })
  const began = performance.now()
  await app.close()
  t.ok(performance.now() - began < 20_000, `${performance.now() - began} ms`)
})

async function setUp(t: Parameters<typeof makeFolder>[0]) {
  const { proxy, databaseUrl, directUrl } = await createProxiedDatabase(t)
  const direct = openDatabase(t, directUrl)
  const away = openDatabase(t, databaseUrl)
  return { proxy, direct, away, ...(await openLedger(t, away)) }
}

/** Records facts at once; returns their ids in order. */
async function recordMany(ledger: Ledger, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => String(n))
  await Promise.all(ids.map((id) => ledger.record(entry([fact(id)]))))
  return ids
}

async function drained(ledger: Ledger): Promise<void> {
  await until(() => !ledger.status().spooling, 'the spool is drained')
}

async function subjects({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query('select subject from events order by position')
  return rows.map(({ subject }) => String(subject).replace('message/', ''))
}
