import { type Aggregator, Counter, Gauge, type Registry } from 'prom-client'
import type { Config } from '../../config/config.ts'
import { credentialStore } from '../../config/credential-store.ts'
import { version } from '../../config/version.ts'
import type { Channel } from '../../contract/channel.ts'
import { needsNone } from '../../contract/credentials.ts'
import type { Database } from '../../db/connect.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Retention } from '../../maintenance/retention.ts'

export interface Sources {
  config: Config
  channels: readonly Channel[]
  database: Pick<Database, 'pools'>
  ledger: Pick<Ledger, 'status'>
  retention: Pick<Retention, 'status' | 'isHeld'>
  streams: ReadonlySet<{ behindSince: number | undefined }>
}

/** Gauges and counters that are sampled at scrape time. */
export function registerGauges(registry: Registry, sources: Sources): void {
  const { config, channels, database, ledger, retention, streams } = sources
  const registers = [registry]
  const gauges: readonly (readonly [name: string, help: string, read: () => number, aggregator?: Aggregator])[] = [
    ['queue_deliveries', 'Deliveries that wait for a commit', () => ledger.status().waiting],
    ['spooling', '1 while the database does not accept deliveries', () => Number(ledger.status().spooling), 'max'],
    ['spool_records', 'Deliveries in the spool', () => ledger.status().spool.records],
    ['spool_bytes', 'Bytes in the spool', () => ledger.status().spool.bytes],
    ['spool_max_bytes', 'Bytes it may hold (SPOOL_MAX_BYTES)', () => ledger.status().spool.maxBytes],
    ['spool_writable', '0 if the last write to it failed', () => Number(ledger.status().spool.writable), 'min'],
    [
      'retention_held',
      '1 while old events stay because an active consumer or destination has not settled them',
      () => Number(retention.isHeld()),
      'max'
    ],
    ['stream_readers', 'Readers of the live stream', () => streams.size],
    [
      'stream_lag_seconds',
      'How far the last of them is behind: age of the newest event it was sent, while it has not caught up',
      () => lagOf(streams),
      'max'
    ]
  ]
  for (const [name, help, read, aggregator = 'sum'] of gauges) {
    new Gauge({
      name: `bellhook_${name}`,
      help,
      registers,
      aggregator,
      collect() {
        this.set(read())
      }
    })
  }

  const counters: readonly (readonly [name: string, help: string, read: () => number])[] = [
    ['spool_damaged', 'Times something in the spool was set aside', () => ledger.status().spool.damaged],
    // The process that replaces workers adds its count.
    ['workers_replaced', 'Workers that ended by themselves and were replaced', () => 0],
    ['removed_deliveries', 'Deliveries removed because of their age', () => retention.status().deliveries],
    ['removed_events', 'Events removed because of their age', () => retention.status().events],
    ['removed_entities', 'Entities removed because of their age', () => retention.status().entities]
  ]
  for (const [name, help, read] of counters) {
    new Counter({
      name: `bellhook_${name}_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      }
    })
  }

  new Gauge({
    name: 'bellhook_database_connections',
    help: 'Connections to the database, by pool and by whether they are idle',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const { name: pool, total, idle } of database.pools()) {
        this.set({ pool, state: 'idle' }, idle)
        this.set({ pool, state: 'busy' }, total - idle)
      }
    }
  })
  new Gauge({
    name: 'bellhook_database_waiting',
    help: 'Queries that wait for a connection, by pool',
    labelNames: ['pool'],
    registers,
    collect() {
      for (const { name: pool, waiting } of database.pools()) this.set({ pool }, waiting)
    }
  })

  const unverified = new Gauge({
    name: 'bellhook_channel_unverified',
    help: '1: an endpoint of the channel accepts unverified requests',
    labelNames: ['channel'],
    registers,
    aggregator: 'first'
  })
  for (const channel of channels) unverified.set({ channel: channel.name }, Number(isOpen(channel, config)))
  new Gauge({
    name: 'bellhook_build_info',
    help: '1, with the version',
    labelNames: ['version'],
    registers,
    aggregator: 'first'
  }).set({ version: version() }, 1)
}

function lagOf(streams: Sources['streams']): number {
  const now = Date.now()
  return Math.max(0, ...[...streams].map(({ behindSince = now }) => (now - behindSince) / 1000))
}

/** True if an endpoint of the channel accepts unverified requests. */
function isOpen({ name, endpoints }: Channel, config: Config): boolean {
  const store = credentialStore(config)
  return config.unverified.has(name) && endpoints.some(({ credentials }) => needsNone(credentials(store)))
}
