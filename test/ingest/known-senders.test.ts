import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { createKnownSenders } from '../../src/ingest/known-senders.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

function start(changed: Partial<Record<keyof typeof LIMITS.addresses, number>> = {}) {
  let time = 1_000
  const senders = createKnownSenders({ ...LIMITS.addresses, ...changed }, () => time)
  const refuse = (address: string, times: number) => Array.from({ length: times }, () => senders.refused(address))
  return { ...senders, refuse, pass: (ms: number) => (time += ms) }
}

t.test('an address that keeps failing is refused until its minute ends', async (t) => {
  const { refuse, retryAfter, pass } = start()
  t.strictSame(refuse('a', 60), [...Array(59).fill(false), true], 'the last one of the minute says so')
  t.equal(retryAfter('a'), 60)
  t.equal(retryAfter('b'), undefined)
  pass(59_500)
  t.equal(retryAfter('a'), 1)
  pass(500)
  t.equal(retryAfter('a'), undefined)
  refuse('a', 59)
  t.equal(retryAfter('a'), undefined)
})

t.test('an address that has sent a verified request is not refused, for a day', async (t) => {
  const { refuse, retryAfter, proven, pass } = start()
  refuse('a', 100)
  proven('a')
  t.equal(retryAfter('a'), undefined, 'at once')
  t.notOk(refuse('a', 100).includes(true))
  t.equal(retryAfter('a'), undefined)
  pass(DAY_MS)
  refuse('a', 100)
  t.equal(retryAfter('a'), 60)
})

t.test('verified requests keep an address proven', async (t) => {
  const { refuse, retryAfter, proven, pass } = start()
  for (let hours = 0; hours < 48; hours++) {
    proven('a')
    pass(60 * MINUTE_MS)
  }
  refuse('a', 100)
  t.equal(retryAfter('a'), undefined)
})

t.test('what is remembered is bounded, and strangers push no proven address out', async (t) => {
  const { refuse, retryAfter, proven } = start({ remembered: 100 })
  proven('proven')
  refuse('first', 60)
  for (let n = 0; n < 100; n++) refuse(`stranger ${n}`, 1)
  t.equal(retryAfter('first'), undefined, 'the oldest failures are forgotten')
  refuse('proven', 100)
  t.equal(retryAfter('proven'), undefined)
  for (let n = 0; n < 100; n++) proven(`other ${n}`)
  refuse('proven', 60)
  t.equal(retryAfter('proven'), 60, 'the oldest proof is forgotten')
})

t.test('switched off, nobody is refused', async (t) => {
  const { refuse, retryAfter } = start({ failuresPerMinute: Number.POSITIVE_INFINITY })
  refuse('a', 1_000)
  t.equal(retryAfter('a'), undefined)
})
