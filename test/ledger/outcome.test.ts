import t from 'tap'
import type { Problem } from '../../schemas/reading.ts'
import { type Findings, outcomeOf } from '../../src/ledger/outcome.ts'
import { problemsOf } from '../../src/ledger/problems.ts'

const HOOK = { endpoint: '/webhooks/test' }
const ACCEPTED = { outcome: 'accepted', reason: null, cause: 'none' }
const DUPLICATE = { outcome: 'duplicate', reason: 'it contains no new information', cause: 'known' }

t.test('the outcome of a delivery whose readings are all understood', async (t) => {
  const of = (part: Partial<Findings>, hasNewEvents: boolean) => outcomeOf(HOOK, findings(part), hasNewEvents)
  t.strictSame(of({ drafted: 1 }, true), ACCEPTED)
  t.strictSame(of({ drafted: 1 }, false), DUPLICATE, 'its event is stored already')
  t.strictSame(of({}, false), DUPLICATE)
  t.strictSame(of({ drafted: 1, isStale: true }, false), DUPLICATE)
  t.strictSame(of({ hasReadings: false }, false), ACCEPTED, 'nothing in it becomes an event')
  t.strictSame(of({ hasReadings: false, isStale: true }, false), ACCEPTED)
  t.strictSame(of({ hasHeld: true }, false), ACCEPTED, 'its events wait for a record')
  t.strictSame(of({ isStale: true }, false), {
    outcome: 'accepted',
    reason: 'it is older than the stored state, so nothing changed',
    cause: 'older'
  })
  t.strictSame(of({ drafted: 1, isStale: true }, true), {
    outcome: 'accepted',
    reason: 'some of it is older than the stored state, which stays as it is',
    cause: 'older'
  })
})

t.test('a record that Bellhook fetched says so', async (t) => {
  for (const reason of ['fetched', 'reconcile']) {
    const endpoint = `/webhooks/pms/mews/records?${reason}`
    t.strictSame(outcomeOf({ endpoint }, findings({}), false), { outcome: 'accepted', reason, cause: 'none' })
  }
  for (const endpoint of ['/records?fetched/more', '/records', '/records?other']) {
    t.strictSame(outcomeOf({ endpoint }, findings({}), false), DUPLICATE, endpoint)
  }
})

t.test('a delivery with problems is quarantined, whatever else is in it', async (t) => {
  const of = (...problems: Problem[]) =>
    outcomeOf(HOOK, { ...findings({ drafted: 1, hasHeld: true }), problems: problemsOf(problems, 10) }, true)
  t.strictSame(of({ path: '/a', problem: 'is odd' }), {
    outcome: 'quarantined',
    reason: '1 item could not be read: /a is odd',
    cause: 'item'
  })
  t.strictSame(of({ path: '', problem: 'it is\0odd' }, { path: '/b', problem: 'is odd', cause: 'foreign' }), {
    outcome: 'quarantined',
    reason: '2 items could not be read, the first one: it is\u2400odd',
    cause: 'item'
  })
  for (const cause of ['unknown_type', 'reader_failed', 'foreign', 'unclaimed', 'paused'] as const) {
    t.equal(of({ path: '', problem: 'x', cause }).cause, cause)
  }
  t.equal(of(Object({ path: '', problem: 'x', cause: 'poison' })).cause, 'item', 'no word of the channels')
})

t.test('an outcome that was decided before counts, with its reason within bounds', async (t) => {
  const of = (reason?: string, more: object = {}) =>
    outcomeOf({ ...HOOK, outcome: 'rejected', ...(reason !== undefined && { reason }), ...more }, findings({}), true)
  t.strictSame(of(), { outcome: 'rejected', reason: null, cause: 'item' })
  t.strictSame(of('no\0', { cause: 'shape' }), { outcome: 'rejected', reason: 'no\u2400', cause: 'shape' })
  t.equal(of('x'.repeat(2_000)).reason, 'x'.repeat(2_000))
  t.equal(of('x'.repeat(2_001)).reason, `${'x'.repeat(1_999)}…`)
  t.equal(of(`${'x'.repeat(1_998)}😀y`).reason, `${'x'.repeat(1_998)}\ufffd…`, 'no half of a surrogate pair')
})

function findings(part: Partial<Findings>): Findings {
  return { drafted: 0, problems: problemsOf([], 10), isStale: false, hasReadings: true, ...part }
}
