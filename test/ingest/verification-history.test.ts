import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { createVerificationHistory } from '../../src/ingest/verification-history.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

function start(changed: Partial<Record<keyof typeof LIMITS.addresses, number>> = {}) {
  let time = 1_000
  const history = createVerificationHistory({ ...LIMITS.addresses, ...changed }, () => time)
  const refuse = (address: string, times: number) => Array.from({ length: times }, () => history.failed(address))
  return { ...history, refuse, pass: (ms: number) => (time += ms) }
}

t.test('an address that keeps failing is refused until its minute ends', async (t) => {
  const { refuse, retryAfter, pass } = start()
  t.strictSame(refuse('a', 60), [...Array(59).fill(false), true], 'true for the last one of the minute')
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
  const { refuse, retryAfter, passed, pass } = start()
  refuse('a', 100)
  passed('a')
  t.equal(retryAfter('a'), undefined, 'at once')
  t.notOk(refuse('a', 100).includes(true))
  t.equal(retryAfter('a'), undefined)
  pass(DAY_MS)
  refuse('a', 100)
  t.equal(retryAfter('a'), 60)
})

t.test('further verified requests extend the day', async (t) => {
  const { refuse, retryAfter, passed, pass } = start()
  for (let hours = 0; hours < 48; hours++) {
    passed('a')
    pass(60 * MINUTE_MS)
  }
  refuse('a', 100)
  t.equal(retryAfter('a'), undefined)
})

t.test('both lists are bounded, and strangers remove no verified address', async (t) => {
  const { refuse, retryAfter, passed } = start({ remembered: 100 })
  passed('proven')
  refuse('first', 60)
  for (let n = 0; n < 100; n++) refuse(`stranger ${n}`, 1)
  t.equal(retryAfter('first'), undefined, 'the oldest failures are forgotten')
  refuse('proven', 100)
  t.equal(retryAfter('proven'), undefined)
  for (let n = 0; n < 100; n++) passed(`other ${n}`)
  refuse('proven', 60)
  t.equal(retryAfter('proven'), 60, 'the oldest verified address is forgotten')
})

t.test('without a bound, no address is refused', async (t) => {
  const { refuse, retryAfter } = start({ failuresPerMinute: Number.POSITIVE_INFINITY })
  refuse('a', 1_000)
  t.equal(retryAfter('a'), undefined)
})
