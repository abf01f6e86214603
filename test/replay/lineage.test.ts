import t from 'tap'
import type { EventHead } from '../../src/db/replays.ts'
import { createPacer } from '../../src/ledger/pacer.ts'
import { type Keyed, lineagesOf, pairUp } from '../../src/replay/lineage.ts'
import { many, status } from '../ledger/shapes.ts'
import { growth, MOST_GROWTH } from '../support/work.ts'

const pacer = createPacer(1_000)

function head(position: number, id: string, corrects: string | null = null): EventHead {
  return {
    position,
    id: `event-${position}`,
    type: 'message.status_changed',
    source: 'whatsapp',
    subject: `message/${id}`,
    time: '2026-01-01 00:00:00+00',
    property: null,
    timebasis: 'event',
    key: Buffer.from([position]),
    corrects,
    deliveryId: 'delivery'
  }
}

function keyed(id: string, key?: string): Keyed {
  return { reading: status(id, 'sent'), key }
}

t.test('an event and its corrections are one lineage, and the last one counts', async (t) => {
  const lineages = lineagesOf([head(1, 'a'), head(2, 'b'), head(3, 'a', 'event-1'), head(4, 'a', 'event-3')])
  t.strictSame(
    lineages.map(({ latest, keys }) => ({ latest: latest.position, keys: [...keys] })),
    [
      { latest: 4, keys: ['01', '03', '04'] },
      { latest: 2, keys: ['02'] }
    ]
  )
})

t.test('by key, then by type and entity, and each lineage once', async (t) => {
  const lineages = lineagesOf([head(1, 'a'), head(2, 'a'), head(3, 'b')])
  const readings = [keyed('a', '02'), keyed('a'), keyed('a'), keyed('b')]
  const pairs = await pairUp(readings, lineages, pacer)
  t.strictSame(
    readings.map((one) => pairs.get(one)?.latest.position),
    [2, 1, undefined, 3]
  )
})

t.test('four times as many about one entity take about four times as long', async (t) => {
  const times = await growth(5_000, async (amount) => {
    const lineages = lineagesOf(
      many(amount, () => status('a', 'x')).map((_, at) => ({ ...head(0, 'a'), id: `${at}`, key: null }))
    )
    await pairUp(
      many(amount, () => status('a', 'sent')).map((reading) => ({ reading, key: undefined })),
      lineages,
      pacer
    )
  })
  t.ok(times < MOST_GROWTH, `${times.toFixed(1)} times`)
})
