import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../schemas/canonical.ts'
import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import { STATUS_ORDER, withStatus } from '../../src/ledger/message-status.ts'
import { applyReading, changesOf, type EntityState, reportedState, typeOfChange } from '../../src/ledger/state.ts'
import { matchExactly } from '../support/match-exactly.ts'

const RECEIVED = '2026-11-24T00:00:00.000Z'
const statuses = fc.array(
  fc.record({
    status: fc.constantFrom(...STATUS_ORDER, 'new_word', '__proto__', 'toString'),
    time: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
    errorCode: fc.constantFrom(undefined, null, '30003', '30005'),
    participant: fc.constantFrom(undefined, null, { userId: 'a', waId: '1' }, { userId: null, waId: '2' })
  }),
  { minLength: 1, maxLength: 12 }
)

t.test('the status of a message does not depend on the order or the number of reports', async (t) => {
  const end = (reports: readonly JsonObject[]) => reports.reduce<JsonObject>(withStatus, {})
  fc.assert(
    fc.property(
      statuses.chain((reports) =>
        fc.tuple(fc.constant(reports), fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }))
      ),
      ([reports, shuffled]) => {
        t.strictSame(canonical(end(shuffled)), canonical(end(reports)))
      }
    ),
    { numRuns: 300 }
  )
})

t.test('late news never undoes better ones', async (t) => {
  const end = (...names: string[]) =>
    names.reduce<JsonObject>((state, status) => withStatus(state, { status }), {})['status']
  t.equal(end('read', 'sent'), 'read')
  t.equal(end('failed', 'sent'), 'failed')
  t.equal(end('undelivered', 'delivered'), 'delivered', 'a receipt proves that it got there')
  t.equal(end('delivered', 'failed'), 'delivered')
  t.equal(end('something_new'), 'something_new')
  t.equal(end('something_new', 'queued'), 'queued')
})

t.test('the error of a failed message survives what comes after it', async (t) => {
  const failed = withStatus({}, { status: 'failed', errorCode: '30003' })
  matchExactly(t, withStatus(failed, { status: 'sent', errorCode: null }), { status: 'failed', errorCode: '30003' })
})

t.test(
  'each participant of a group has a state of its own, and the message has got as far as the furthest',
  async (t) => {
    const report = (status: string, userId: string, errorCode: string | null = null) => ({
      status,
      participant: { userId, waId: null },
      errorCode
    })
    const state = [
      report('delivered', 'a'),
      report('failed', 'b', '131026'),
      report('sent', 'b'),
      report('sent', 'a')
    ].reduce<JsonObject>(withStatus, {})
    matchExactly(t, state, {
      status: 'delivered',
      participants: { a: { status: 'delivered' }, b: { status: 'failed', errorCode: '131026' } }
    })
  }
)

const partial = fc.record({
  time: fc.integer({ min: 0, max: 50 }),
  fields: fc.dictionary(fc.constantFrom('roomNumber', 'status', 'notes'), fc.constantFrom('a', 'b', 'c'), {
    minKeys: 1
  })
})
const updates = fc.uniqueArray(partial, { selector: ({ time }) => time, minLength: 1, maxLength: 8 })

t.test('partial accounts with times end in the same state in any order, each as often as it likes', async (t) => {
  fc.assert(
    fc.property(
      updates.chain((told) =>
        fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }))
      ),
      ([told, shuffled]) => {
        t.strictSame(canonical(replay(shuffled)), canonical(replay(told)))
      }
    ),
    { numRuns: 300 }
  )
})

t.test('without times the later arrival is the truth', async (t) => {
  const first = applyReading(undefined, reading({ status: 'a' }), RECEIVED)
  const second = applyReading(first, reading({ status: 'b' }), RECEIVED)
  t.strictSame(second.state, { status: 'b' })
  t.strictSame(changesOf(first.state, second.state), [{ path: '/status', before: 'a', after: 'b' }])
  const third = applyReading(second, reading({ status: 'b' }), RECEIVED)
  t.strictSame(changesOf(second.state, third.state), [])
})

t.test('a newer time of the same state is remembered, and no news', async (t) => {
  const [early, middle, late] = ['01', '02', '03'].map((hour) => `2026-01-01T${hour}:00:00.000Z`)
  for (const kind of ['reservation', 'guest', 'room'] as const) {
    const tell = (known: EntityState | undefined, note: string, time = '') =>
      applyReading(
        known,
        { ...reading({}, time), kind, data: { [kind]: { note, updatedAt: time, extra: { updatedAt: time } } } },
        RECEIVED
      )
    const first = tell(undefined, 'a', early)
    const again = tell(first, 'a', late)
    t.strictSame([changesOf(first.state, again.state), again.stale, again.state['updatedAt']], [[], false, late], kind)
    const older = tell(again, 'b', middle)
    t.strictSame([changesOf(again.state, older.state), older.stale, older.state['note']], [[], true, 'a'], kind)
    const news = changesOf(again.state, tell(again, 'c', late).state)
    t.strictSame(news, [{ path: '/note', before: 'a', after: 'c' }], kind)
  }
})

t.test('a field that is undefined was not told; null was', async (t) => {
  const [early, late] = ['2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z']
  const first = applyReading(undefined, reading({ status: 'a', note: undefined }, early), RECEIVED)
  t.strictSame(JSON.parse(JSON.stringify(first)), { state: { status: 'a' }, clock: { status: early }, stale: false })
  const second = applyReading(first, reading({ status: undefined, note: null }, late), RECEIVED)
  t.strictSame(second.clock, { status: early, note: late })
  t.strictSame(changesOf(first.state, second.state), [])
})

t.test('a time in the future counts as a little after the arrival, and does not lock the thing', async (t) => {
  const first = applyReading(undefined, reading({ status: 'a' }, '2099-01-01T00:00:00.000Z'), RECEIVED)
  const later = applyReading(first, reading({ status: 'b' }, '2026-11-24T00:10:00.000Z'), '2026-11-24T00:10:00.000Z')
  t.strictSame(later.state, { status: 'b' })
})

t.test('a change of status is exactly one of the core events', async (t) => {
  const type = (before: JsonObject | undefined, status: string) => typeOfChange('reservation', before, { status })
  t.equal(type(undefined, 'confirmed'), 'reservation.created')
  t.equal(type(undefined, 'checked_in'), 'guest.checked_in')
  t.equal(type({ status: 'confirmed' }, 'checked_in'), 'guest.checked_in')
  t.equal(type({ status: 'checked_in' }, 'checked_in'), 'reservation.updated')
  t.equal(type({ status: 'checked_in' }, 'checked_out'), 'guest.checked_out')
  t.equal(type({ status: 'confirmed' }, 'cancelled'), 'reservation.cancelled')
  t.equal(type({ status: 'confirmed' }, 'no_show'), 'reservation.updated')
  t.equal(typeOfChange('guest', undefined, {}), 'guest.updated')
  t.equal(typeOfChange('room', {}, {}), 'room.status_changed')
})

t.test('the list of omitted parts is no news, and a field of that name in an object is', async (t) => {
  t.strictSame(changesOf({}, { omitted: [] }), [])
  t.strictSame(changesOf({ omitted: { x: 1 } }, { omitted: { x: 2 } }), [])
  t.strictSame(changesOf({ extra: { omitted: 1 } }, { extra: { omitted: 2 } }), [
    { path: '/extra/omitted', before: 1, after: 2 }
  ])
})

t.test('the state that a reading reports, and its field', async (t) => {
  const of = (kind: string, data: JsonObject) => reportedState(Object({ source: 'test', kind, id: '1', data }))
  const state = { a: 1 }
  for (const [kind, field] of [
    ['reservation', 'reservation'],
    ['guest', 'guest'],
    ['room', 'room'],
    ['message', 'status']
  ] as const) {
    t.strictSame(of(kind, { [field]: state }), { reported: state, field })
    t.equal(of(kind, { [field]: 'x' }), undefined)
    t.equal(of(kind, {}), undefined)
  }
  t.equal(of('task', { task: state, undefined: state }), undefined)
})

function replay(told: readonly { time: number; fields: JsonObject }[]): JsonObject {
  let known: EntityState | undefined
  for (const { time, fields } of told) {
    known = applyReading(known, reading(fields, new Date(Date.UTC(2026, 0, 1, 0, time)).toISOString()), RECEIVED)
  }
  return known?.state ?? {}
}

function reading(fields: JsonObject, time?: string): Fact | State {
  return { source: 'test', kind: 'reservation', id: '1', time, data: { reservation: fields } }
}
