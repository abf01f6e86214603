import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { IN_THE_WAY } from '../../src/db/migrate.ts'
import { openPool } from '../open-pool.ts'
import { runOnce, withEmptyDatabase } from './database.ts'
import { until } from './gateway.ts'
import { type GatewayProcess, startGateway } from './process.ts'
import { type Report, type Say, tally } from './report.ts'
import { API_TOKEN, ROUTES, signed } from './routes.ts'

const GATEWAYS = 8
const AT_ONCE = 2

/**
 * Eight gateways start at the same moment on an empty database, and one of them migrates. All accept deliveries while a reader follows the
 * feed, and while a migration waits for a slow reader. No request may fail, and no event may be skipped.
 */
export async function gateways(size: number, say: Say): Promise<Report> {
  const failures: string[] = []
  const { add, counts } = tally()
  await withEmptyDatabase(async (url) => {
    const began = performance.now()
    const settled = await Promise.allSettled(Array.from({ length: GATEWAYS }, () => startGateway(url)))
    const running = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const pool = openPool(url, 2)
    try {
      for (const one of settled) if (one.status === 'rejected') failures.push(String(one.reason))
      const { rows } = await pool.query(
        'select count(*)::int as all, count(distinct hash)::int as once from drizzle.__drizzle_migrations'
      )
      if (rows[0].all === 0 || rows[0].all !== rows[0].once) failures.push(`migrated ${rows[0].all} times`)
      add('gateways that serve', running.length)
      add('ms until they serve', Math.round(performance.now() - began))

      let writing = true
      const seen = follow(running[0], () => writing)
      const migrated = migrateBehindReader(url)
      const sending = running.map((gateway, n) =>
        send(gateway, `g${n}`, Math.ceil(size / GATEWAYS), () => migrated.isOver)
      )
      const [tries, ...sentByEach] = await Promise.all([migrated.tries, ...sending])
      const sent = sentByEach.flat()
      add('deliveries', sent.length)
      add('ms until all is sent', Math.round(performance.now() - began))
      add('tries of the migration', tries)
      for (const { status } of sent) if (status !== 200) failures.push(`answered ${status}`)
      await until('all that was acknowledged is on the feed', async () => {
        const { rows } = await pool.query('select count(*)::int as events from events')
        return rows[0].events >= sent.length
      })
      writing = false
      const stored = (await pool.query('select id from events order by position')).rows.map(({ id }) => String(id))
      if (stored.length !== sent.length) failures.push(`${stored.length} events of ${sent.length} deliveries`)
      if ((await seen).join() !== stored.join())
        failures.push(`the feed has shown ${(await seen).length} of ${stored.length}`)
      say(`gateways: ${running.length} took ${sent.length} deliveries during a migration`)
    } finally {
      const codes = await Promise.all(running.map((gateway) => gateway.stop()))
      if (codes.some((code) => code !== 0)) failures.push(`ended with ${codes.join()}`)
      await pool.end()
    }
  })
  return { failures, counts: counts() }
}

/** Migrates the tables as a newer build would, while a report reads them for a long time. */
function migrateBehindReader(url: string) {
  const migration = { isOver: false, tries: run() }
  return migration

  async function run(): Promise<number> {
    const reader = new pg.Client({ connectionString: url })
    try {
      await reader.connect()
      await reader.query('begin; select count(*) from events; select count(*) from deliveries')
      for (let tries = 1; ; tries++) {
        const sql = `set lock_timeout = 2000; begin; create table newer (id int);
          alter table events add column newer text; alter table deliveries add column newer text; commit`
        const failed = await runOnce(url, sql).catch((error: unknown) => error)
        if (failed === undefined) return tries
        if (!IN_THE_WAY.includes(Object(failed).code)) throw failed
        await sleep(500)
        // The reader outlasts the first try, however slow the machine is.
        await reader.end()
      }
    } finally {
      migration.isOver = true
    }
  }
}

/** Sends at least so many deliveries, and until the migration is done. */
async function send({ url }: GatewayProcess, name: string, least: number, isOver: () => boolean) {
  const results: { status: number }[] = []
  let next = 0
  const sender = async () => {
    while (next < least || !isOver()) {
      const [body = ''] = ROUTES.sms.samples(`${name}n${next++}`)
      const request = signed(ROUTES.sms, body)
      const reply = await fetch(url + request.url, { method: 'POST', headers: request.headers, body })
      await reply.arrayBuffer()
      results.push({ status: reply.status })
      await sleep(20)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  return results
}

async function follow(gateway: GatewayProcess | undefined, isWriting: () => boolean): Promise<string[]> {
  const seen: string[] = []
  let after = ''
  for (let last = false; ; last = !isWriting()) {
    const reply = await fetch(`${gateway?.url}/api/events?limit=50${after}`, {
      headers: { authorization: `Bearer ${API_TOKEN}` }
    })
    const { events, cursor } = Object(await reply.json())
    for (const { id } of events) seen.push(id)
    after = `&after=${cursor}`
    if (last && events.length === 0) return seen
    await sleep(5)
  }
}
