import { createHash } from 'node:crypto'
import t from 'tap'
import type { Fact, State } from '../../schemas/reading.ts'
import { creationKey, digest, entityKey, formerKeyOf, isCreation, keyOf } from '../../src/ledger/digest.ts'

const PMS = { channel: 'pms', receivedAt: '2026-11-26T23:59:59.000Z' }
const STAY = { source: 'mews', kind: 'reservation', id: 'r', data: {} } as const
const FACT: Fact = { ...STAY, type: 'reservation.created', key: ['a', 'b'] }

t.test('a digest keeps the limits of its parts', async (t) => {
  t.strictSame(digest(['a', null]), createHash('sha256').update('["a",null]').digest())
  t.notSame(digest(['a', 'bc']), digest(['ab', 'c']))
})

// The keys are stored, so each of them is named here part by part.
t.test('the key of an entity: hotel or account, channel, kind, source, property, and id', async (t) => {
  t.strictSame(entityKey(PMS, STAY), digest(['pms', 'reservation', 'mews', null, 'r']))
  t.strictSame(entityKey(PMS, { ...STAY, property: 'p' }), digest(['pms', 'reservation', 'mews', 'p', 'r']))
  t.strictSame(
    entityKey(PMS, { ...STAY, property: 'p', isGlobal: true }),
    digest(['pms', 'reservation', 'mews', null, 'r'])
  )
  t.strictSame(
    entityKey(PMS, { ...STAY, account: 'a' }),
    digest(['account', 'a', 'pms', 'reservation', 'mews', null, 'r'])
  )
  t.strictSame(
    entityKey(PMS, { ...STAY, account: 'a', hotel: 'h' }),
    digest(['hotel', 'h', 'pms', 'reservation', 'mews', null, 'r'])
  )
})

t.test('the key of the creation of a reservation', async (t) => {
  t.strictSame(
    creationKey(PMS, { ...STAY, property: 'p', hotel: 'h' }),
    digest(['hotel', 'h', 'pms', 'mews', 'reservation.created', 'p', 'r'])
  )
  t.ok(isCreation(FACT))
  t.notOk(isCreation({ ...FACT, type: 'reservation.updated' }))
  t.notOk(isCreation({ ...FACT, kind: 'guest' }))
  t.notOk(isCreation({ ...STAY }))
})

t.test('the dedup key of a fact, and the one of an earlier version', async (t) => {
  t.strictSame(keyOf(PMS, { ...FACT, account: 'x' }), digest(['account', 'x', 'pms', 'mews', 'a', 'b']))
  const daily: Fact = { ...FACT, keyLasts: 'day' }
  t.strictSame(keyOf(PMS, daily), digest(['pms', 'mews', 'a', 'b', '2026-11-26']))
  const former: Fact = { ...FACT, hotel: 'h', formerKey: ['c'] }
  t.strictSame(formerKeyOf(PMS, former), digest(['hotel', 'h', 'pms', 'mews', 'c']))
  t.equal(keyOf(PMS, { ...FACT, key: undefined }), null)
  t.equal(formerKeyOf(PMS, FACT), null)
  const state: State = { ...STAY, key: ['a'] }
  t.equal(keyOf(PMS, state), null)
  t.equal(formerKeyOf(PMS, Object({ ...state, formerKey: ['a'] })), null)
})
