import t from 'tap'
import { createConnections } from '../../src/accounts/connections.ts'
import { LIMITS, type Limits } from '../../src/config/limits.ts'
import { createSignals } from '../../src/gateways/signals.ts'
import { matchExactly } from '../support/match-exactly.ts'

/** Two gateways whose signals arrive at once. */
function twoGateways(limits: Limits['accounts'] = LIMITS.accounts) {
  const clock = { now: 1_000_000 }
  const sent: string[] = []
  const deliver = (text: string) => {
    sent.push(text)
    for (const signals of [one, other]) signals.receive(text)
  }
  const one = createSignals({ signal: deliver })
  const other = createSignals({ signal: deliver })
  const now = () => clock.now
  const here = createConnections({ signals: one, limits, now })
  const there = createConnections({ signals: other, limits, now })
  return { here, there, one, other, clock, sent }
}

t.test('what comes for an account is known on every gateway', async (t) => {
  const { here, there, clock, sent } = twoGateways()
  t.strictSame(there.of(7), {})
  here.refused(7, 'mismatch')
  matchExactly(t, there.of(7), { refusedAt: 1_000_000, refusal: 'mismatch' })
  clock.now += 10
  here.confirmed(7)
  here.verified(7)
  matchExactly(t, there.of(7), { refusedAt: 1_000_000, confirmedAt: 1_000_010, verifiedAt: 1_000_010 })
  t.equal(sent.length, 3)
  for (let webhook = 0; webhook < 1_000; webhook++) here.verified(7)
  t.equal(sent.length, 3, 'webhooks that say nothing new are not sent')
  clock.now += 10
  here.refused(7, 'mismatch')
  clock.now += 10
  here.refused(7, 'mismatch')
  t.equal(sent.length, 4, 'repeated refusals are not sent one by one')
  here.refused(7, 'stale')
  matchExactly(t, there.of(7), { refusal: 'stale', refusedAt: 1_000_030 })
})

t.test('paths that do not exist are remembered, and bounded', async (t) => {
  const { here, there, clock } = twoGateways({ ...LIMITS.accounts, lostPaths: 2, lostPathCharacters: 20 })
  for (const path of ['/webhooks/whatsap', '/webhook', '/webhooks/wa', `/${'a'.repeat(20)}`]) {
    here.lost(path)
    clock.now++
  }
  const expected = [
    { path: '/webhooks/wa', at: 1_000_002 },
    { path: '/webhook', at: 1_000_001 }
  ]
  t.strictSame(here.lostPaths(), expected)
  t.strictSame(there.lostPaths(), expected)
})

t.test('accounts beyond the bound are not remembered', async (t) => {
  const { here } = twoGateways({ ...LIMITS.accounts, connections: 1 })
  here.verified(1)
  here.verified(2)
  matchExactly(t, here.of(1), { verifiedAt: 1_000_000 })
  t.strictSame(here.of(2), {})
})

t.test('texts of other programs are ignored', async (t) => {
  const { here, one, other } = twoGateways()
  const message = (value: unknown) => JSON.stringify({ from: other.me, topic: 'connection', value })
  for (const text of [
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    message(null),
    message({ account: 'x' }),
    message({ lost: 1 })
  ]) {
    one.receive(text)
  }
  one.receive(message({ account: 1, refusedAt: 1, refusal: 'a reason of somebody else' }))
  t.strictSame([here.of(1), here.lostPaths()], [{}, []])
})
