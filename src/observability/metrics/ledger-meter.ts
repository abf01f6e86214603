import { Counter, Histogram, type Registry } from 'prom-client'
import type { Outcome } from '../../../schemas/event.ts'
import type { Cause } from '../../../schemas/reading.ts'
import type { LedgerWatch } from '../../ledger/ledger.ts'
import { createTally } from './tally.ts'

const REASONS: readonly (readonly [Outcome, readonly Cause[]])[] = [
  ['accepted', ['none', 'older']],
  ['duplicate', ['known']],
  [
    'quarantined',
    [
      ...(['unparseable', 'shape', 'unknown_type', 'item', 'reader_failed', 'poison', 'unwritable'] as const),
      ...(['foreign', 'unclaimed', 'paused'] as const)
    ]
  ],
  ['rejected', ['unparseable', 'shape']]
]

export function createLedgerMeter(registry: Registry, channels: readonly string[]): LedgerWatch {
  const registers = [registry]
  const deliveries = createTally(
    {
      name: 'bellhook_deliveries_total',
      help: 'Deliveries committed, by channel, by what they were and why; those from the spool when they are drained',
      labelNames: ['channel', 'outcome', 'reason'],
      registers
    },
    (series: string) => {
      const [channel = '', outcome = '', reason = ''] = series.split(' ')
      return { channel, outcome, reason }
    }
  )
  const events = createTally(
    {
      name: 'bellhook_events_total',
      help: 'Events put on the feed, by channel',
      labelNames: ['channel'],
      registers
    },
    (channel: string) => ({ channel })
  )
  const spooled = new Counter({
    name: 'bellhook_spooled_deliveries_total',
    help: 'Deliveries kept in the spool, by channel; they are counted among the deliveries once they are drained',
    labelNames: ['channel'],
    registers
  })
  const size = new Histogram({
    name: 'bellhook_group_deliveries',
    help: 'Deliveries that shared a commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers
  })
  const duration = new Histogram({
    name: 'bellhook_commit_duration_seconds',
    help: 'From asking for a connection until the commit has returned, the wait for other writers included',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers
  })
  // Prometheus sees no increase in a series that begins with 1.
  for (const channel of channels) {
    for (const [outcome, reasons] of REASONS) {
      for (const reason of reasons) deliveries.add(`${channel} ${outcome} ${reason}`, 0)
    }
    events.add(channel, 0)
    spooled.inc({ channel }, 0)
  }

  return {
    committed(batch, seconds) {
      duration.observe(seconds)
      size.observe(batch.length)
      for (const { channel, cause, recorded } of batch) {
        deliveries.add(`${channel} ${recorded.outcome} ${cause}`)
        if (recorded.events.length > 0) events.add(channel, recorded.events.length)
      }
    },
    spooled: (channel) => spooled.inc({ channel })
  }
}
