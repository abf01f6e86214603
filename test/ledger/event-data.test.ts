import t from 'tap'
import type { JsonObject } from '../../schemas/reading.ts'
import { dataOfState, parts, type StateChange, whole } from '../../src/ledger/event-data.ts'
import type { ReadingData } from '../../src/ledger/reading-data.ts'

const STATE = { externalId: 'g', phone: '1' }
const TEXT = JSON.stringify(STATE)
const CHANGES = [{ path: '/phone', before: null, after: '1' }]

t.test('data in pieces', async (t) => {
  t.strictSame(whole('{"a":1}'), { before: '{"a":1}', state: null, after: '' })
  t.strictSame(parts('guest', '{}', '{}'), { before: '{"guest":', state: '{}', after: '}' })
  t.strictSame(parts('guest', '{}', '{"a":1}'), { before: '{"guest":', state: '{}', after: ',"a":1}' })
})

t.test('an event has the whole state, the changes, and the other members of the reading', async (t) => {
  const of = (rest: string, changes: StateChange['changes']) =>
    dataOfState('guest', { data: data(rest), changes, state: STATE, text: TEXT }, 10_000)
  t.strictSame(of('{}', undefined), { before: '{"guest":', state: TEXT, after: '}' })
  t.strictSame(of('{}', CHANGES), {
    before: '{"guest":',
    state: TEXT,
    after: ',"changes":[{"path":"/phone","before":null,"after":"1"}]}'
  })
  t.strictSame(of('{"vendor":1}', []), { before: '{"guest":', state: TEXT, after: ',"vendor":1,"changes":[]}' })
  t.equal(of('{"changes":1,"vendor":2}', []).after, ',"changes":[],"vendor":2}', 'a member of that name is replaced')
  const odd = [{ path: '/a', before: null, after: '\0' }]
  t.equal(of('{}', odd).after, ',"changes":[{"path":"/a","before":null,"after":"\u2400"}]}')
})

t.test(
  'in a crowded delivery it has what the reading reports, and names the rest of the state as omitted',
  async (t) => {
    const omitted = [{ path: '/vendor/x', bytes: 7 }]
    const change = { data: { ...data('{"vendor":{}}'), omitted }, changes: CHANGES, state: STATE, text: undefined }
    t.strictSame(dataOfState('guest', change, 10_000), {
      before: '{"guest":',
      state: '{"externalId":"g"}',
      after: ',"vendor":{},"omitted":[{"path":"/vendor/x","bytes":7},{"path":"/guest","bytes":0}]}'
    })
  }
)

t.test('an event that is too large loses the largest parts besides its state', async (t) => {
  const omitted = [{ path: '/vendor/x', bytes: 7 }]
  const given = { ...data(JSON.stringify({ vendor: { large: 'x'.repeat(2_000), small: 1 } })), omitted }
  const json = dataOfState('guest', { data: given, changes: CHANGES, state: STATE, text: TEXT }, 2_000)
  t.equal(json.state, null)
  t.equal(json.after, '')
  t.strictSame(JSON.parse(json.before), {
    guest: STATE,
    vendor: { small: 1 },
    changes: CHANGES,
    omitted: [
      { path: '/vendor/large', bytes: 2_002 },
      { path: '/vendor/x', bytes: 7 }
    ]
  })
})

t.test('the list of omitted parts has an eighth of the space', async (t) => {
  const omitted = [{ path: `/vendor/${'x'.repeat(150)}`, bytes: 7 }]
  const given = { ...data(JSON.stringify({ vendor: { large: 'x'.repeat(2_000) } })), omitted }
  const json = dataOfState('guest', { data: given, changes: undefined, state: STATE, text: TEXT }, 2_000)
  t.strictSame(JSON.parse(json.before).omitted, [
    { path: '/vendor/large', bytes: 2_002 },
    { path: '', bytes: 7 }
  ])
})

function data(rest: string): ReadingData {
  const reported: JsonObject = { externalId: 'g' }
  return { reported, text: JSON.stringify(reported), rest, omitted: [], cost: 0 }
}
