import t from 'tap'
import type { JsonObject, State } from '../../schemas/reading.ts'
import { reportsTheSame } from '../../src/ledger/same-report.ts'

const STATE: State = { source: 'test', kind: 'reservation', id: 'r', data: {} }

t.test('an event with at least what a state reports is the same report', async (t) => {
  const then = { status: 'a', guest: { phone: '1', email: 'x' }, rooms: [room('1', 'a'), room('2', 'b')], tags: [1, 2] }
  for (const reported of [
    {},
    { status: 'a' },
    { guest: { phone: '1' } },
    { status: undefined },
    { rooms: [room('2', 'b')] },
    { rooms: [{ externalId: '1' }] },
    { tags: [1, 2] },
    then
  ]) {
    t.ok(isSame(reported, then), JSON.stringify(reported))
  }
  for (const reported of [
    { status: 'b' },
    { status: null },
    { guest: { phone: '2' } },
    { guest: { language: 'de' } },
    { guest: 'x' },
    { rooms: [room('2', 'c')] },
    { rooms: [room('3', 'b')] },
    { rooms: [room('1', 'a'), room('2', 'c')] },
    { rooms: [{ name: 'a' }] },
    { tags: [1] },
    { tags: [] }
  ]) {
    t.notOk(isSame(reported, then), JSON.stringify(reported))
  }
  t.ok(isSame({ note: null }, then), 'null is the same as no value')
})

t.test('a default is no report, at any depth', async (t) => {
  const then = { guest: { phone: '1' }, rooms: [room('1', 'a')], 'a/b': { c: 1 } }
  t.ok(isSame({ guest: { phone: '2' } }, then, ['guest/phone']))
  t.ok(isSame({ rooms: [room('1', 'b')] }, then, ['rooms/1/status']))
  t.ok(isSame({ 'a/b': { c: 2 } }, then, ['a~1b/c']))
  t.notOk(isSame({ guest: { phone: '2' } }, then, ['phone']))
  t.notOk(isSame({ guest: { phone: '2' } }, then, ['guest/email']))
})

t.test('a fact, a reading without a state, and an event without one are never the same', async (t) => {
  const data = { reported: {}, text: '{}', rest: '{}', omitted: [], cost: 0 }
  t.ok(reportsTheSame(STATE, data, { reservation: {} }))
  t.notOk(reportsTheSame({ ...STATE, type: 'reservation.updated' }, data, { reservation: {} }))
  t.notOk(reportsTheSame(STATE, { ...data, reported: undefined }, { reservation: {} }))
  t.notOk(reportsTheSame(STATE, data, { guest: {} }))
})

function room(externalId: string, status: string): JsonObject {
  return { externalId, status }
}

function isSame(reported: JsonObject, then: JsonObject, assumed: readonly string[] = []): boolean {
  const data = { reported, text: '', rest: '{}', omitted: [], cost: 0 }
  return reportsTheSame({ ...STATE, assumed }, data, { reservation: then })
}
