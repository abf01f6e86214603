import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { guardAgainstStall } from '../../src/http/stall-guard.ts'

const BOUNDS = { stallMs: 10_000, pressedStallMs: 2_000, bytesPerSecond: 1_000 }
const LONG = 1_000

function mockTimers(t: Test): void {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
}

/** Seconds after which a client is disconnected that takes `bytes` every `seconds`. */
function stays(bytes: number, seconds: number, isPressed = false): number {
  let time = 0
  const lines: string[] = []
  const response = {
    destroyed: false,
    destroy() {
      response.destroyed = true
    }
  }
  const log = { info: (line: string) => void lines.push(line) }
  const guard = guardAgainstStall(response, { bounds: BOUNDS, isPressed: () => isPressed, log, now: () => time })
  while (!response.destroyed && time < LONG * 1_000) {
    time += 1_000
    if (time % (seconds * 1_000) === 0) guard.progress(bytes)
    mock.timers.tick(1_000)
  }
  guard.end()
  t.equal(lines.length, response.destroyed ? 1 : 0)
  return time / 1_000
}

t.test('a client that takes nothing is disconnected, sooner while others wait', async (t) => {
  mockTimers(t)
  t.equal(stays(0, 1), 10)
  t.equal(stays(0, 1, true), 2)
})

t.test('a client that takes too little is disconnected, however often it takes something', async (t) => {
  mockTimers(t)
  t.ok(stays(1, 1) <= 12)
  t.ok(stays(4_000, 8) < 30, 'half of the slowest rate')
})

t.test('a client at the slowest rate stays, in small or large pieces', async (t) => {
  mockTimers(t)
  t.equal(stays(1_000, 1), LONG)
  t.equal(stays(8_000, 8), LONG)
  t.equal(stays(1_000, 1, true), LONG)
})

t.test('what is taken fast gains no time for later', async (t) => {
  mockTimers(t)
  let time = 0
  const response = { destroyed: false, destroy: () => (response.destroyed = true) }
  const options = { bounds: BOUNDS, isPressed: () => false, log: { info() {} }, now: () => time }
  const guard = guardAgainstStall(response, options)
  guard.progress(1_000_000)
  time += 10_000
  mock.timers.tick(10_000)
  t.equal(response.destroyed, true)
})
