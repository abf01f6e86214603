import t from 'tap'
import type { Fact, State } from '../../schemas/reading.ts'
import { digest } from '../../src/ledger/digest.ts'
import { applyReading } from '../../src/ledger/state.ts'
import { hasStateKey, stateKeyOf, withStateKey } from '../../src/ledger/state-keys.ts'

const STATE: State = {
  source: 'acme',
  kind: 'reservation',
  id: 'r',
  key: ['a'],
  data: { reservation: { status: 'confirmed' } }
}
const FACT: Fact = { source: 'acme', type: 'reservation.updated', kind: 'reservation', id: 'r', key: ['a'], data: {} }

t.test('a state has a key, a fact has none here', async (t) => {
  const key = digest(['pms', 'acme', 'a']).toString('base64url').slice(0, 12)
  t.equal(stateKeyOf({ channel: 'pms' }, STATE), key)
  t.notOk(hasStateKey({}, key))
  t.strictSame(withStateKey({}, key), { '~keys': key })
  t.equal(stateKeyOf({ channel: 'pms' }, { ...STATE, key: undefined }), undefined)
  t.equal(stateKeyOf({ channel: 'pms' }, { ...FACT }), undefined)
})

t.test('the last hundred keys of an entity are remembered, and are no field of it', async (t) => {
  let clock = { status: '2026-05-01T10:00:00.000Z' }
  for (let at = 0; at < 150; at++) clock = withStateKey(clock, `key-${at}-xxxxx`) as typeof clock
  t.notOk(hasStateKey(clock, 'key-49-xxxxx'))
  t.ok(hasStateKey(clock, 'key-50-xxxxx'))
  t.ok(hasStateKey(clock, 'key-149-xxxxx'))
  t.strictSame(withStateKey(clock, 'key-149-xxxxx'), clock)
  const { state, clock: after } = applyReading(
    { state: { status: 'confirmed' }, clock },
    { ...STATE, data: { reservation: { adults: 2 } } },
    '2026-05-02T00:00:00.000Z'
  )
  t.strictSame(state, { status: 'confirmed', adults: 2 })
  t.ok(hasStateKey(after, 'key-149-xxxxx'), 'a later reading keeps them')
})
