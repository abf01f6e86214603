import t from 'tap'
import type { JsonObject } from '../../schemas/reading.ts'
import type { EntityRow } from '../../src/db/written-rows.ts'
import type { Entity } from '../../src/ledger/draft-state.ts'
import { messageStatuses } from '../../src/ledger/message-status.ts'
import { changedRow, finalRow, isOverfull, storedState, withOmitted } from '../../src/ledger/stored-state.ts'
import { wide } from './shapes.ts'

t.test('a state within bounds is stored as it is', async (t) => {
  for (const state of [{ a: 1, omitted: [{ path: '/b', bytes: 1 }] }, wide(1_000, 'x')]) {
    const stored = storedState(state, 100_000)
    t.equal(stored.state, state)
    t.equal(stored.text, JSON.stringify(state))
  }
  const exact = { note: 'x'.repeat(1_000) }
  t.equal(storedState(exact, JSON.stringify(exact).length).state, exact)
})

t.test('a state with too many bytes or members loses parts, and names them with those it lacked before', async (t) => {
  const [first, second] = [
    { path: '/extra/a', bytes: 9 },
    { path: '/extra/large', bytes: 2_002 }
  ]
  const large = { note: 'x', extra: { large: 'x'.repeat(2_000), small: 1 }, omitted: [first] }
  const state = { note: 'x', extra: { small: 1 }, omitted: [second, first] }
  t.strictSame(storedState(large, 2_000), { state, text: JSON.stringify(state) })

  const long = { path: `/${'x'.repeat(150)}`, bytes: 9 }
  t.strictSame(storedState({ ...large, omitted: [long] }, 2_000).state['omitted'], [second, { path: '', bytes: 9 }])

  const { state: fewer } = storedState(wide(1_001, 'x'), 100_000)
  t.equal(Object.keys(fewer).length, 1_001, 'a thousand fields, and the list')
  t.strictSame(fewer['omitted'], [{ path: '', bytes: ',"field1000":"x"'.length }])
  t.notOk(isOverfull(wide(2_000, 'x')))
  t.ok(isOverfull(wide(2_001, 'x')))
})

t.test('the list of omitted parts follows what is reported', async (t) => {
  const [note, extra] = [
    { path: '/note', bytes: 5 },
    { path: '/a~1b~0c/x', bytes: 6 }
  ]
  const after = (state: JsonObject, reported: JsonObject, ...paths: string[]) => {
    const omitted = paths.map((path) => ({ path, bytes: 7 }))
    return withOmitted(state, reported, { omitted, field: 'guest' })
  }
  const state = { phone: '1', omitted: [note, extra] }
  t.equal(after(state, { phone: '1' }), state)
  t.equal(after({ phone: '1' }, {}, '/vendor/x', '/guest', '/guests/x')['omitted'], undefined)
  const others = { phone: '1', omitted: [{ path: '', bytes: 9 }] }
  t.equal(after(others, { note: 'x' }), others)
  t.strictSame(after(state, { note: 'x' }), { phone: '1', omitted: [extra] })
  t.strictSame(after(state, { 'a/b~c': {} }), { phone: '1', omitted: [note] })
  t.strictSame(after(state, { note: 'x', 'a/b~c': {} }), { phone: '1' })
  t.strictSame(after(state, {}, '/guest/note', '/vendor/x'), {
    phone: '1',
    omitted: [{ path: '/note', bytes: 7 }, extra]
  })
  t.strictSame(after({ phone: '1' }, {}, '/guest/note'), { phone: '1', omitted: [{ path: '/note', bytes: 7 }] })
})

t.test('the row to write', async (t) => {
  const clock = { phone: '2026-01-01T00:00:00.000Z' }
  const row = Object({ externalId: 'g', state: { phone: '1' }, clock }) as EntityRow
  const entity: Entity = { row, isNew: false, isChanged: true }
  t.strictSame(changedRow(entity, 1_000), { ...row, state: { json: '{"phone":"1"}' }, clock: JSON.stringify(clock) })
  t.strictSame(finalRow(entity, 1_000), row)
  const carried: Entity = { ...entity, text: { carrier: 'e' } }
  t.strictSame(changedRow(carried, 1_000).state, { carrier: 'e' })
  t.equal(finalRow(carried, 1_000), row)

  const statuses = messageStatuses({})
  statuses.add({ status: 'sent' })
  const state = { status: 'sent', statuses: { sent: {} } }
  t.strictSame(changedRow({ ...entity, statuses }, 1_000).state, { json: JSON.stringify(state) })
  t.strictSame(finalRow({ ...entity, statuses }, 1_000).state, state)
})
