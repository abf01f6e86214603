import t from 'tap'
import { type LimitOverrides, limitsWith } from '../../bench/limits-with.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { createBodyMemory } from '../../src/ingest/body-memory.ts'

const HTTP = { ...LIMITS.http, bodiesBytes: 1_000, connections: 40 }

function start({ http, addresses }: LimitOverrides = {}) {
  let time = 0
  const refused: string[] = []
  const limits = limitsWith({ http: { ...HTTP, ...http }, addresses })
  const bodies = createBodyMemory({ limits, onRefused: (reason) => refused.push(reason), now: () => time })

  function open(address: string, share = 1) {
    const body: ReturnType<typeof bodies.open> & { ended?: string } = bodies.open(address, share, (error) => {
      body.ended = 'code' in error ? String(error.code) : error.message
      body.release()
    })
    return body
  }
  return { ...bodies, open, refused, pass: (ms: number) => (time += ms) }
}

t.test('an address may use a quarter of the bytes, and the body that stands still makes room', async (t) => {
  const { open, refused } = start()
  const [stalled, moving, elsewhere] = [open('a'), open('a'), open('b')]
  stalled.grow(100)
  stalled.received(100)
  moving.grow(100)
  moving.received(100)
  elsewhere.grow(250)
  t.strictSame(refused, [])
  moving.grow(100)
  t.strictSame(refused, ['BODY_SHARE'])
  t.equal(stalled.ended, 'OVERLOADED')
  t.equal(moving.ended, undefined)
  t.equal(elsewhere.ended, undefined, 'others are left alone')
})

t.test('a body that moves outlives one that began later and stands still', async (t) => {
  const { open } = start()
  const moving = open('a')
  moving.grow(100)
  const stalled = open('a')
  stalled.grow(100)
  stalled.received(100)
  moving.received(100)
  moving.grow(100)
  t.equal(stalled.ended, 'OVERLOADED')
  t.equal(moving.ended, undefined)
})

t.test('among all addresses, too, the one that stands still makes room', async (t) => {
  const { open } = start()
  const stalled = ['a', 'b', 'c', 'd'].map((address) => {
    const body = open(address)
    body.grow(250)
    body.received(250)
    return body
  })
  open('e').grow(200)
  t.strictSame(
    stalled.map(({ ended }) => ended),
    ['OVERLOADED', undefined, undefined, undefined]
  )
})

t.test('finished bodies make no room, and the last share is for those that do not send again', async (t) => {
  const { open, finishedBytes, refused } = start()
  const finished = ['a', 'b', 'c'].map((address) => {
    const body = open(address, 0.75)
    body.grow(250)
    body.received(250)
    body.finish()
    return body
  })
  t.equal(finishedBytes(), 750)
  const late = open('d', 0.75)
  late.grow(1)
  t.equal(late.ended, 'OVERLOADED')
  const last = open('d')
  last.grow(250)
  t.equal(last.ended, undefined)
  for (const body of finished) body.release()
  for (const body of finished) body.release()
  t.equal(finishedBytes(), 0)
  open('d', 0.75).grow(100)
  t.strictSame(refused, ['BODY_SHARE', 'BODY_SHARE'], 'only the address of the last one had too much')
})

t.test('an address may have a quarter as many unfinished bodies as there may be connections', async (t) => {
  const { open } = start()
  const bodies = Array.from({ length: 11 }, () => open('a'))
  t.strictSame(
    bodies.map(({ ended }) => ended !== undefined),
    [true, ...Array(10).fill(false)]
  )
})

t.test('a body that stands still, or is too slow, is ended, and a steady one is not', async (t) => {
  const { open, endSlow, refused, pass } = start({ http: { bodiesBytes: 1e9 } })
  const [silent, fast, slow, steady] = [open('a'), open('a'), open('a'), open('a')]
  const bodies = { silent, fast, slow, steady }
  const ended = () => Object.entries(bodies).flatMap(([name, { ended }]) => (ended ? [[name, ended]] : []))
  endSlow()
  fast.received(4_000_000)
  for (let second = 1; second <= 20; second++) {
    if (second === 5) t.strictSame(ended(), [])
    pass(1_000)
    slow.received(1_000)
    steady.received(1_024)
    endSlow()
    if (second === 5)
      t.strictSame(
        ended().map(([name]) => name),
        ['silent', 'slow']
      )
  }
  t.strictSame(
    ended(),
    [
      ['silent', 'REQUEST_TIMEOUT'],
      ['fast', 'REQUEST_TIMEOUT'],
      ['slow', 'REQUEST_TIMEOUT']
    ],
    'what came fast is no excuse for standing still'
  )
  t.strictSame(refused, ['BODY_RATE', 'BODY_RATE', 'BODY_RATE'])
})

t.test('tiny chunks are counted, and chunks of 64 bytes are not', async (t) => {
  const { open, refused } = start({ http: { bodyChunks: 100 } })
  const [tiny, ordinary] = [open('a'), open('b')]
  for (let n = 0; n < 10_000; n++) ordinary.received(64)
  for (let n = 0; n < 101; n++) tiny.received(1)
  t.strictSame(refused, [])
  tiny.received(1)
  t.equal(tiny.ended, 'BODY_TOO_LARGE')
  t.strictSame(refused, ['BODY_CHUNKS'])
  t.equal(ordinary.ended, undefined)
})

t.test('each bound can be switched off', async (t) => {
  const off = Number.POSITIVE_INFINITY
  const { open, endSlow, refused, pass } = start({
    http: { bodiesBytes: off, bodyPeriodMs: off, bodyChunks: off },
    addresses: { share: off }
  })
  const bodies = Array.from({ length: 100 }, () => open('a', 0.75))
  for (const body of bodies) {
    body.grow(1e9)
    for (let n = 0; n < 1_000; n++) body.received(1)
  }
  pass(1e9)
  endSlow()
  t.strictSame(refused, [])
})
