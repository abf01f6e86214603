import t from 'tap'
import type { Fact, Reading } from '../../schemas/reading.ts'
import { committedOf, deliveryRow, sorted, stepsOf } from '../../src/ledger/draft-delivery.ts'
import { DraftFailed } from '../../src/ledger/draft-failed.ts'
import { entry, fact } from './fixture.ts'

const LIMITS = { problems: 2, nameCharacters: 30 }
const PROBLEM = { path: '/a', problem: 'is odd' }
const TOO_LONG = { path: '', problem: 'an item has a type, an id, or a property of more than 30 characters' }

t.test('the readings of a batch, in order, with the last one of each delivery marked', async (t) => {
  const [one, two, three] = [entry([fact('1'), PROBLEM, fact('2')]), entry([PROBLEM]), entry([fact('3')])]
  const steps = stepsOf([one, two, three], LIMITS)
  t.strictSame(
    steps.map(({ draft, reading, isLast }) => [draft.delivery.id, reading?.id, isLast]),
    [
      [one.delivery.id, '1', false],
      [one.delivery.id, '2', true],
      [two.delivery.id, undefined, true],
      [three.delivery.id, '3', true]
    ]
  )
  const [first, second, third] = steps
  t.equal(first?.draft, second?.draft)
  t.strictSame(first?.draft, {
    delivery: one.delivery,
    problems: { count: 1, first: PROBLEM, shown: [PROBLEM] },
    hasReadings: true,
    drafted: 0,
    isStale: false,
    spent: 0,
    eventIds: []
  })
  t.equal(third?.draft.hasReadings, false)
  t.strictSame(stepsOf([], LIMITS), [])
})

t.test('a delivery whose events wait for a record is marked', async (t) => {
  const held = (...facts: Fact[]) => stepsOf([{ ...entry([]), webhook: { held: facts, mentions: [] } }], LIMITS)
  t.equal(held(fact('1'))[0]?.draft.hasHeld, true)
  t.equal(held()[0]?.draft.hasHeld, undefined)
})

t.test('names that are too long together make a problem of their reading', async (t) => {
  const all: Reading[] = [fact('1'), fact('2')]
  t.equal(sorted(all, LIMITS).readings, all)
  const named = (id: string): Fact => ({
    type: 't'.repeat(5),
    kind: 'k'.repeat(5),
    source: 's'.repeat(5),
    id,
    data: {}
  })
  const [fits, long] = [{ ...named('i'.repeat(5)), property: 'p'.repeat(10) }, named('i'.repeat(16))]
  t.strictSame(sorted([fits], LIMITS), { readings: [fits], problems: { count: 0, first: undefined, shown: [] } })
  t.strictSame(sorted([long, fits, PROBLEM], LIMITS), {
    readings: [fits],
    problems: { count: 2, first: TOO_LONG, shown: [TOO_LONG, PROBLEM] }
  })
  t.strictSame(sorted([{ ...fits, property: 'p'.repeat(11) }], LIMITS).readings, [])
  const untyped = Object({ ...named('i'.repeat(20)), type: undefined })
  t.strictSame(sorted([untyped], LIMITS).readings, [untyped])
  t.throws(() => stepsOf([entry([Object({ kind: 'x' })])], LIMITS), DraftFailed)
})

t.test('the row of a delivery, and what is answered', async (t) => {
  const { delivery } = entry([])
  const more = { account: 'a', hotel: 'h', proven: [1, 0], waiting: ['a\0'], source: 's\0', traceparent: 'tp' }
  const full = { ...delivery, ...more, contentEncoding: 'gzip', masked: true }
  const [{ draft } = { draft: undefined }] = stepsOf([{ delivery: full, readings: [fact('1'), PROBLEM] }], LIMITS)
  if (draft === undefined) return t.fail('there is a step')
  const quarantined = { outcome: 'quarantined', reason: '1 item could not be read: /a is odd', cause: 'item' } as const
  const row = deliveryRow(draft)
  t.strictSame(row, {
    ...full,
    waiting: ['a\u2400'],
    source: 's\u2400',
    problems: JSON.stringify([PROBLEM]),
    eventIds: [],
    withEvents: quarantined,
    withoutEvents: quarantined
  })
  const recorded = { deliveryId: delivery.id, problems: [PROBLEM] }
  const { cause, ...answered } = quarantined
  t.strictSame(committedOf(draft, row), { recorded: { ...recorded, ...answered, events: [] }, channel: 'test', cause })
})

t.test('what is answered depends on whether events were written', async (t) => {
  const [{ draft } = { draft: undefined }] = stepsOf([entry([fact('1')])], LIMITS)
  if (draft === undefined) return t.fail('there is a step')
  const row = deliveryRow(draft)
  t.equal(row.problems, '[]')
  t.equal(row.proven, undefined)
  t.equal(committedOf(draft, row).recorded.outcome, 'duplicate')
  draft.eventIds.push('e')
  const { recorded, cause } = committedOf(draft, row)
  t.strictSame([recorded.outcome, recorded.events, cause], ['accepted', ['e'], 'none'])
})
