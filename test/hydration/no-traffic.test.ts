import pino from 'pino'
import t, { type Test } from 'tap'
import { connect } from '../../src/db/connect.ts'
import { addWatchedSource, changeProvider, readProvider } from '../../src/db/hydration/providers.ts'
import { addTraffic, addWebhookTimes, type HourOfTraffic } from '../../src/db/hydration/traffic.ts'
import type { ProviderAlarm } from '../../src/hydration/provider-events.ts'
import { createSourceWatch } from '../../src/hydration/source-watch.ts'
import { WEBHOOK_TOKEN } from '../support/hydrated-app.ts'
import { buildTestApp, createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]
const SOURCE = 'whatsapp'
const WEEKS_3 = Date.parse('2026-10-05T00:00:00.000Z')
const NOON = WEEKS_3 + 21 * DAY_MS + 12 * HOUR_MS

/** A source with two bursts in each hour of the day, and one webhook now. */
async function startWatch(t: Test, { connectedAt, at }: { connectedAt: number; at: number }) {
  const database = connect(await createDatabase(t), pino({ enabled: false }))
  t.teardown(() => database.close())
  const { query } = database
  await addWatchedSource(query, { source: SOURCE, channel: SOURCE, connectedAt: iso(connectedAt) })
  await addTraffic(query, SOURCE, usualHours(connectedAt, at))
  await addWebhookTimes(query, SOURCE, [iso(at)])
  const clock = { at }
  const alarms: ProviderAlarm[] = []
  const watch = createSourceWatch({
    ...{ source: SOURCE, database, now: () => clock.at },
    sendAlarm: async (alarm) => void alarms.push(alarm)
  })
  const row = async () => {
    const found = await readProvider(query, SOURCE)
    if (found === undefined) throw new Error('there is no such source')
    return found
  }
  const look = async () => watch.look(await row())
  await look()
  return {
    ...{ query, alarms, clock, look, row },
    /** Looks each minute, for so long. */
    async wait(ms: number) {
      for (const end = clock.at + ms; clock.at < end; ) {
        clock.at += MINUTE_MS
        await look()
      }
    }
  }
}

function usualHours(from: number, to: number): Map<string, HourOfTraffic> {
  const hours = new Map<string, HourOfTraffic>()
  for (let at = from; at < to; at += HOUR_MS) {
    const hour = new Date(at).getUTCHours()
    if (hour >= 7 && hour < 23) hours.set(iso(at), { bursts: 2, endedBursts: 1, endedSeconds: 3_000 })
  }
  return hours
}

t.test('a source that cannot be probed is silent when twelve bursts were expected', async (t) => {
  const { query, alarms, clock, look, row, wait } = await startWatch(t, { connectedAt: WEEKS_3, at: NOON })
  await wait(5 * HOUR_MS)
  t.strictSame(alarms, [])
  await wait(4 * HOUR_MS)
  const [alarm, ...others] = alarms
  t.strictSame(others, [])
  const { expectedBursts } = await row()
  t.ok(expectedBursts > 12, `${expectedBursts} were expected`)
  const about = { source: SOURCE, channel: SOURCE, property: null, reason: 'no_traffic', missed: 0, since: iso(NOON) }
  t.strictSame(alarm, { type: 'provider.silent', ...about, time: alarm?.time })

  clock.at += 1
  const until = iso(clock.at)
  await addWebhookTimes(query, SOURCE, [until])
  await look()
  t.strictSame(alarms.slice(1), [{ type: 'provider.recovered', ...about, until, time: until }])
  t.equal((await row()).silenceState, 'ok')
  await wait(HOUR_MS)
  t.ok((await row()).silenceThreshold > 24, 'it has learned that such a silence ends by itself')
})

t.test('time in which no gateway ran is no silence', async (t) => {
  const { alarms, clock, wait, row } = await startWatch(t, { connectedAt: WEEKS_3, at: NOON })
  await wait(10 * MINUTE_MS)
  clock.at += 4 * DAY_MS
  await wait(10 * MINUTE_MS)
  t.strictSame(alarms, [])
  t.equal((await row()).quietSeconds, 20 * 60)
})

t.test('a source is not judged in its first two weeks, and a seldom one after three days', async (t) => {
  const silent = { quietSeconds: 80 * 3_600, expectedBursts: 11 }
  const young = await startWatch(t, { connectedAt: NOON - 13 * DAY_MS, at: NOON })
  await changeProvider(young.query, SOURCE, silent)
  await young.wait(2 * MINUTE_MS)
  t.strictSame(young.alarms, [])
  const old = await startWatch(t, { connectedAt: NOON - 15 * DAY_MS, at: NOON })
  await changeProvider(old.query, SOURCE, silent)
  await old.wait(2 * MINUTE_MS)
  t.strictSame(
    old.alarms.map(({ reason }) => reason),
    ['no_traffic']
  )
})

t.test('the alarm of a source without credentials is on the feed, and the next webhook ends it', async (t) => {
  const databaseUrl = await createDatabase(t)
  const database = connect(databaseUrl, pino({ enabled: false }))
  t.teardown(() => database.close())
  const { query } = database
  const now = Date.now()
  const connectedAt = Math.floor((now - 20 * DAY_MS) / HOUR_MS) * HOUR_MS
  const last = iso(now - 5 * DAY_MS)
  await addWatchedSource(query, { source: 'mews', channel: 'pms', connectedAt: iso(connectedAt) })
  await addTraffic(query, 'mews', usualHours(connectedAt, now - 5 * DAY_MS))
  await changeProvider(query, 'mews', { lastWebhookAt: last, quietSeconds: 5 * 86_400 })

  const settings = { MEWS_WEBHOOK_TOKEN: WEBHOOK_TOKEN }
  const limits = { hydration: { trafficMs: 50 } }
  const { events, post, get } = await buildTestApp(t, settings, { databaseUrl, limits })
  await until(async () => (await events()).length === 1, 'the alarm')
  const [alarm] = await events()
  t.strictSame([alarm?.type, alarm?.subject], ['provider.silent', 'provider/mews'])
  const provider = { source: 'mews', reason: 'no_traffic', missed: 0, since: last }
  t.strictSame(alarm?.data['provider'], provider)
  t.strictSame((await get('/api/providers')).json(), { providers: [] }, 'it is no connected vendor')

  const body = JSON.stringify({ Events: [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: 'r-1' } }] })
  const json = { 'content-type': 'application/json' }
  t.equal((await post(`/webhooks/pms/mews?token=${WEBHOOK_TOKEN}`, body, json)).statusCode, 200)
  await until(async () => (await events()).some(({ type }) => type === 'provider.recovered'), 'the end')
})

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
