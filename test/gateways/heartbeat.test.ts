import t from 'tap'
import { createHeartbeat } from '../../src/gateways/heartbeat.ts'
import { createSignals } from '../../src/gateways/signals.ts'

const LIMITS = { heartbeatMs: 60_000, remembered: 2, forgottenMs: 600_000 }
const FACTS = { version: '1.2.3', config: 4, spoolBytes: 5, isSpooling: false }

t.test('gateways hear each other, and answer one that is new', async (t) => {
  const texts: string[] = []
  const one = createSignals({ signal: (text) => texts.push(text) })
  const other = createSignals({ signal: (text) => texts.push(text) })
  const here = createHeartbeat({ signals: one, facts: () => FACTS, limits: { ...LIMITS, heartbeatMs: 1 } })
  const there = createHeartbeat({ signals: other, facts: () => ({ ...FACTS, config: 9 }), limits: LIMITS })
  t.teardown(() => [here, there].map(({ close }) => close()))
  t.strictSame(
    here.list().map(({ id, isThisOne, config }) => [id, isThisOne, config]),
    [[one.me, true, 4]]
  )
  // The first beat of the one makes the other answer, although its own beat is a minute away.
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const text of texts.splice(0)) other.receive(text)
  for (const text of texts.splice(0)) one.receive(text)
  t.strictSame(
    here.list().map(({ id, isThisOne, config }) => [id, isThisOne, config]),
    [
      [one.me, true, 4],
      [other.me, false, 9]
    ]
  )
  t.equal(there.list().length, 2)
})

t.test('only so many gateways are remembered, and other texts are ignored', async (t) => {
  const signals = createSignals({ signal: () => undefined })
  const beat = createHeartbeat({ signals, facts: () => FACTS, limits: LIMITS })
  t.teardown(beat.close)
  const value = { ...FACTS, name: 'host', startedAt: 0, sentAt: 0 }
  for (const from of ['a', 'b', 'c']) signals.receive(JSON.stringify({ from, topic: 'gateway', value }))
  signals.receive(JSON.stringify({ from: 'd', topic: 'gateway', value: { ...value, version: 1 } }))
  t.strictSame(
    beat.list().map(({ id }) => id),
    [signals.me, 'b', 'c']
  )
})
