import pino from 'pino'
import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { loadConfig } from '../../src/config/config.ts'
import type { RecordSource } from '../../src/contract/records.ts'
import { connect } from '../../src/db/connect.ts'
import { PRIORITIES, readQueueStatus, wantRecords } from '../../src/db/hydration/queue.ts'
import { createHydration } from '../../src/hydration/hydration.ts'
import { createTrafficNotes } from '../../src/hydration/traffic-notes.ts'
import { connectedVendors } from '../../src/hydration/vendors.ts'
import { createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const BUCKET = { capacity: 5, perSecond: 20 }
const CONCURRENCY = 2
const RECORDS = 80
const WINDOW_MS = 1_000

/** A vendor with one kind of record, and one call for each of them. */
const RECORDS_OF_VENDOR = {
  hosts: { api: 'http://vendor.test' },
  credential: { type: 'static', settings: [], authorize: (request) => request },
  budget: [BUCKET],
  concurrency: CONCURRENCY,
  ...{ overlapSeconds: 0, lagSeconds: 60 },
  kinds: [
    { kind: 'reservation', byIds: (ids) => ids.map((id) => ({ name: 'reservation', method: 'GET', path: `/${id}` })) }
  ],
  read: (request) => ({ rows: [{ id: request.path.slice(1) }] }),
  assemble: (kind, { reservation = [] }) => reservation.map((record) => ({ kind, id: String(record['id']), record }))
} satisfies RecordSource

t.test('two gateways never exceed the budget of one credential together, also when one takes over', async (t) => {
  const log = pino({ enabled: false })
  const database = connect(await createDatabase(t), log)
  t.teardown(() => database.close())
  const { query } = database
  const config = loadConfig({ MEWS_CLIENT_TOKEN: 'a'.repeat(20), MEWS_ACCESS_TOKEN: 'b'.repeat(20) }, channels)
  const [mews] = connectedVendors(channels, config)
  if (mews === undefined) throw new Error('Mews is not connected')
  const vendor = { ...mews, records: RECORDS_OF_VENDOR }
  const calls: { by: string; at: number; path: string }[] = []

  const startGateway = (by: string) =>
    createHydration({
      vendors: [vendor],
      ...{ config, database, log, notes: createTrafficNotes(new Set([vendor.source])) },
      outbound: {
        async request({ url }) {
          calls.push({ by, at: Date.now(), path: new URL(url).pathname })
          return { status: 200, headers: {}, body: Buffer.from('{}'), truncated: false, ms: 0 }
        }
      },
      tokensOf: () => ({ load: async () => undefined, save: async () => undefined }),
      sendAlarm: async () => undefined,
      release: async () => 0,
      store: async (_vendor, { id }) => ({
        deliveryId: id,
        ...{ outcome: 'accepted', reason: null, problems: [], events: [] }
      })
    })
  const ids = Array.from({ length: RECORDS }, (_, at) => `r-${at}`)
  await wantRecords(
    query,
    ids.map((id) => ({ source: vendor.source, kind: 'reservation', id })),
    PRIORITIES.fresh
  )
  const gateways = { one: startGateway('one'), other: startGateway('other') }
  t.teardown(() => Promise.all(Object.values(gateways).map((gateway) => gateway.close())))
  await until(() => calls.length > RECORDS / 4, 'one of them reads')
  const [leader] = calls
  if (leader === undefined) throw new Error('there was no call')
  await gateways[leader.by === 'one' ? 'one' : 'other'].close()
  await until(async () => (await readQueueStatus(query)).length === 0, 'the other one reads the rest')

  t.equal(new Set(calls.map(({ by }) => by)).size, 2, 'both have made calls')
  t.strictSame([...new Set(calls.map(({ path }) => path.slice(1)))].sort(), [...ids].sort())
  const times = calls.map(({ at }) => at)
  // Calls that have their token may start late, as many as run at once.
  const most = BUCKET.capacity + (BUCKET.perSecond * WINDOW_MS) / 1_000 + CONCURRENCY
  const counts = times.map((from) => times.filter((at) => at >= from && at < from + WINDOW_MS).length)
  t.ok(Math.max(...counts) <= most, `${Math.max(...counts)} calls in a second`)
})
