import t from 'tap'
import { HOSTILE_PARTS, hostileBodies } from '../../../bench/hostile-bodies.ts'
import { redact } from '../../../src/ingest/redaction/redact.ts'

const SMALL = 16 * 1024
const TIMES = 8
/** Milliseconds by which a machine with other things to do may be off. */
const NOISE = 60

t.test('a body that is eight times as large takes about eight times as long, whatever it consists of', async (t) => {
  for (const part of HOSTILE_PARTS) {
    const large = hostileBodies(part, TIMES * SMALL)
    for (const [at, [type, small]] of hostileBodies(part, SMALL).entries()) {
      const once = fastest(() => redact(small, type))
      const eightfold = fastest(() => redact(large[at]?.[1] ?? small, type))
      // What is quadratic takes sixty-four times as long.
      const isLinear = eightfold < 3 * TIMES * once + NOISE
      if (!isLinear) t.fail(`${JSON.stringify(part)} as ${type}: ${once} ms, then ${eightfold} ms`)
    }
  }
  t.pass('all do')
})

t.test('no name and no content type takes long', async (t) => {
  const form = 'application/x-www-form-urlencoded'
  for (const part of ['phone_1', 'phone1', 'A', 'aA', '_', 'tel_', '[a', 'a.', '1', 'cvv', '-']) {
    const name = part.repeat(500_000 / part.length)
    for (const [type, body] of [
      [form, `${name}x=49+151+12345009&phone${name}=4111+1111+1111+1111`],
      ['application/json', JSON.stringify({ [name]: { [`${name}x`]: '4111 1111 1111 1111' } })],
      ['application/xml', `<a${name} b${name}="4111 1111 1111 1111">4111 1111 1111 1111</a${name}>`],
      [`multipart/form-data; boundary=${name}`, '4111 1111 1111 1111']
    ] as const) {
      const time = fastest(() => redact(Buffer.from(body), type))
      t.ok(time < 1_000, `${part} as ${type.slice(0, 40)}: ${time} ms`)
    }
  }
})

/** Milliseconds of CPU time, of the better of two tries. */
function fastest(run: () => void): number {
  const times = [0, 1].map(() => {
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user / 1000
  })
  return Math.min(...times)
}
