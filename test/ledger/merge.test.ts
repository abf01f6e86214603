import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../schemas/canonical.ts'
import type { JsonObject, State } from '../../schemas/reading.ts'
import { applyReading, type EntityState } from '../../src/ledger/state.ts'

const RECEIVED = '2026-11-24T00:00:00.000Z'

const value = fc.constantFrom<string | null>('a', 'b', null)
const guest = fc.record({ phone: value, email: value, extra: extras() }, { requiredKeys: [] })
const room = fc.record(
  { externalId: fc.constantFrom('a', 'b'), status: value },
  { requiredKeys: ['externalId', 'status'] }
)
const rooms = fc.uniqueArray(room, { selector: ({ externalId }) => externalId, minLength: 1, maxLength: 2 })
const report = fc.record({
  time: fc.integer({ min: 0, max: 50 }),
  fields: fc.record({ status: value, extra: extras(), rooms, guest }, { requiredKeys: [] }),
  whole: fc.subarray(['extra'])
})
const reports = fc.uniqueArray(report, { selector: ({ time }) => time, minLength: 1, maxLength: 7 })

t.test('merged objects and lists end in the same state, whatever the order and the number of reports', async (t) => {
  fc.assert(
    fc.property(
      reports.chain((told) =>
        fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }))
      ),
      ([told, shuffled]) => {
        const straight = [...told].sort((one, other) => one.time - other.time)
        t.equal(stateAfter(shuffled), stateAfter(straight))
      }
    ),
    { numRuns: 2_000 }
  )
})

t.test('an object far inside keeps what a report does not mention', async (t) => {
  const first = apply(undefined, { guest: { extra: { loyalty: { points: { total: 5, used: 2 } } } } }, 1)
  const second = apply(first, { guest: { extra: { loyalty: { points: { used: 3 } } } } }, 3)
  const third = apply(second, { guest: { extra: { loyalty: { points: { used: 1, expires: '2027' } } } } }, 2)
  t.strictSame(third.state, { guest: { extra: { loyalty: { points: { total: 5, used: 3, expires: '2027' } } } } })
})

t.test('an object far inside keeps what a report does not mention', async (t) => {
  const first = apply(undefined, { guest: { extra: { loyalty: { points: { total: 5, used: 2 } } } } }, 1)
  const second = apply(first, { guest: { extra: { loyalty: { points: { used: 3 } } } } }, 3)
  const third = apply(second, { guest: { extra: { loyalty: { points: { used: 1, expires: '2027' } } } } }, 2)
  t.strictSame(third.state, { guest: { extra: { loyalty: { points: { total: 5, used: 3, expires: '2027' } } } } })
})

t.test('the clock of hostile names is bounded', async (t) => {
  let state: EntityState | undefined
  for (let run = 0; run < 30; run++) {
    const extra = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${run}-${n}-${'x'.repeat(50)}`, n]))
    state = apply(state, { extra }, run)
  }
  t.ok(JSON.stringify(state?.clock).length < 200_000)
  t.equal(Object.keys(Object(state?.state['extra'])).length, 3_000)
})

function extras() {
  return fc.record({ x: value, y: fc.record({ in: value }) }, { requiredKeys: [] })
}

function stateAfter(told: readonly { time: number; fields: object; whole: string[] }[]): string {
  let state: EntityState | undefined
  for (const { time, fields, whole } of told) state = apply(state, fields as JsonObject, time, [], whole)
  const { rooms = [], ...fields } = Object(state?.state)
  return canonical({ ...fields, rooms: rooms.map(canonical).sort() })
}

function apply(
  state: EntityState | undefined,
  fields: JsonObject,
  time: number,
  assumed: readonly string[] = [],
  whole: readonly string[] = []
) {
  const about = { source: 'test', kind: 'reservation', id: '1' } as const
  const reading: State = { ...about, time: at(time), data: { reservation: fields }, assumed, whole }
  return applyReading(state, reading, RECEIVED)
}

function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
}
