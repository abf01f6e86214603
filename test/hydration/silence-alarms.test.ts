import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import t from 'tap'
import { connect } from '../../src/db/connect.ts'
import { addWatchedSource, readProviders } from '../../src/db/hydration/providers.ts'
import type { ProviderAlarm } from '../../src/hydration/provider-events.ts'
import { createSilenceAlarms } from '../../src/hydration/silence-alarms.ts'
import { createDatabase } from '../support/test-app.ts'

const SOURCES = ['apaleo', 'guesty', 'mews']
const AT = '2027-03-01T12:00:00.000Z'

t.test('watches that look at the same moment send one alarm, and one end', async (t) => {
  const database = connect(await createDatabase(t), pino({ enabled: false }))
  t.teardown(() => database.close())
  for (const source of SOURCES) await addWatchedSource(database.query, { source, channel: source, connectedAt: AT })
  const sent: ProviderAlarm[] = []
  const sendAlarm = async (alarm: ProviderAlarm) => {
    await sleep(50)
    sent.push(alarm)
  }
  const alarms = new Map(
    SOURCES.map((source) => [source, createSilenceAlarms({ source, database, sendAlarm, now: () => Date.parse(AT) })])
  )
  const all = () => readProviders(database.query)
  for (const row of await all()) await alarms.get(row.source)?.decide(row, 'missed_changes')

  const silent = await all()
  await Promise.all(silent.map((row) => alarms.get(row.source)?.announce(row)))
  t.strictSame(
    sent.map(({ type, source, sources }) => [type, source, sources]),
    [['provider.silent', undefined, SOURCES]]
  )
  t.strictSame(
    (await all()).map(({ silenceSubject }) => silenceSubject),
    SOURCES.map(() => 'provider/all')
  )

  sent.length = 0
  const told = await all()
  const ended = await Promise.all(told.map((row) => alarms.get(row.source)?.recover(row, AT)))
  t.ok(ended.includes(true), 'the others look again')
  for (const row of told) t.equal(await alarms.get(row.source)?.recover(row, AT), true)
  t.strictSame(
    sent.map(({ type, sources }) => [type, sources]),
    [['provider.recovered', SOURCES]]
  )
  t.strictSame(
    (await all()).map(({ silenceState }) => silenceState),
    SOURCES.map(() => 'ok')
  )
})
