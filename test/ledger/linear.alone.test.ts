import t from 'tap'
import type { Reading } from '../../schemas/reading.ts'
import { LIMITS } from '../../src/config/limits.ts'
import type { InterpretedDelivery } from '../../src/contract/delivery.ts'
import { commitBatch } from '../../src/ledger/commit-batch.ts'
import { createReplay } from '../../src/replay/replay-delivery.ts'
import { createDatabase } from '../support/test-app.ts'
import { growth, MOST_GROWTH } from '../support/work.ts'
import { entry, openDatabase, silent } from './fixture.ts'
import { freshId, guest, many, message, nested, status, wide } from './shapes.ts'

const PATIENCE = 120_000
const limits = LIMITS.ledger

const database = openDatabase(t, await createDatabase(t))
const replay = createReplay({ database, limits, onEvents: () => undefined, log: silent })

function commit(entries: readonly InterpretedDelivery[]) {
  return database.write((session) => commitBatch(session, entries, { limits }), PATIENCE)
}

/** One delivery after the other, each with these readings. */
type Shape = (amount: number) => readonly Reading[][]

const SHAPES: Readonly<Record<string, { amount: number; shape: Shape }>> = {
  'statuses of one message, each another word': {
    amount: 600,
    shape: (amount) => [withId((id) => many(amount, (at) => status(id, `word${at}`)))]
  },
  'statuses of one message, each of another participant': {
    amount: 600,
    shape: (amount) => [withId((id) => many(amount, (at) => status(id, 'sent', `p${at}`)))]
  },
  'the same status again and again': {
    amount: 2_000,
    shape: (amount) => [withId((id) => many(amount, () => status(id, 'sent')))]
  },
  'statuses of as many messages': {
    amount: 600,
    shape: (amount) => [withId((id) => many(amount, (at) => status(`${id}-${at}`, 'sent')))]
  },
  messages: { amount: 1_000, shape: (amount) => [withId((id) => many(amount, (at) => message(`${id}-${at}`)))] },
  'the same message again and again': {
    amount: 2_000,
    shape: (amount) => [withId((id) => many(amount, () => message(id)))]
  },
  'the same state again and again': {
    amount: 2_000,
    shape: (amount) => [withId((id) => many(amount, () => guest(id, { lastName: 'Lindqvist' })))]
  },
  'a state that changes again and again': {
    amount: 1_000,
    shape: (amount) => [withId((id) => many(amount, (at) => guest(id, { lastName: `${at}` })))]
  },
  'small changes of a large state': {
    amount: 100,
    shape: (amount) => [
      withId((id) => [
        guest(id, { extra: wide(4_000, 'x') }),
        ...many(amount, (at) => guest(id, { lastName: `${at}` }))
      ])
    ]
  },
  'items that cannot be read': {
    amount: 10_000,
    shape: (amount) => [many(amount, (at) => ({ path: `/entry/0/changes/${at}`, problem: 'must be an object' }))]
  },
  'two states with many unknown fields': {
    amount: 4_000,
    shape: (amount) => withId((id) => [0, 1].map((value) => [guest(id, { extra: wide(amount, value) })]))
  },
  'two states that are nested deeply': {
    amount: 4_000,
    shape: (amount) => withId((id) => [0, 1].map((value) => [guest(id, { extra: nested(amount, 60, value) })]))
  },
  'two states with a long list': {
    amount: 20_000,
    shape: (amount) =>
      withId((id) => [0, 1].map((value) => [guest(id, { extra: { list: Array<number>(amount).fill(value) } })]))
  },
  'a long text that PostgreSQL does not take as it is': {
    amount: 100_000,
    shape: (amount) => [[message(freshId(), `${'x'.repeat(amount)}\0`)]]
  }
}

for (const [name, { amount, shape }] of Object.entries(SHAPES)) {
  t.test(`four times as much takes about four times as long: ${name}`, async (t) => {
    const write = async (amount: number) => {
      for (const readings of shape(amount)) await commit([entry(readings)])
    }
    const times = await growth(amount, write)
    t.ok(times < MOST_GROWTH, `${times.toFixed(1)} times`)
  })

  t.test(`the same of a replay: ${name}`, async (t) => {
    const entries = new Map<number, InterpretedDelivery>()
    for (const size of [amount, amount * 4]) {
      for (const readings of shape(size)) {
        const one = entry(readings)
        await commit([one])
        entries.set(size, one)
      }
    }
    const times = await growth(amount, async (size) => {
      const one = entries.get(size)
      if (one === undefined) throw new Error('not recorded')
      await replay(one, { by: 'test', tokenFingerprint: 'test', dryRun: true })
    })
    t.ok(times < MOST_GROWTH, `${times.toFixed(1)} times`)
  })
}

t.test('deliveries of one batch about one entity with a large state: each takes the same time', async (t) => {
  const times = await growth(25, async (amount) => {
    const id = freshId()
    await commit([entry([guest(id, { extra: wide(4_000, 'x') })])])
    await commit(many(amount, (at) => guest(id, { lastName: `${at}` })).map((reading) => entry([reading])))
  })
  t.ok(times < MOST_GROWTH, `${times.toFixed(1)} times`)
})

function withId<Made>(make: (id: string) => Made): Made {
  return make(freshId())
}
