import t from 'tap'
import { HOSTILE_PARTS, hostileBodies } from '../../../bench/hostile-bodies.ts'
import { redact } from '../../../src/ingest/redaction/redact.ts'

const SMALL = 16 * 1024
const TIMES = 8
/** Milliseconds by which a machine with other things to do may be off. */
const NOISE = 60
const TRIES = 5

t.test('a body that is eight times as large takes about eight times as long, whatever it consists of', async (t) => {
  for (const part of HOSTILE_PARTS) {
    const large = hostileBodies(part, TIMES * SMALL)
    for (const [at, [type, small]] of hostileBodies(part, SMALL).entries()) {
      const wrong = slowGrowth([type, small], [type, large[at]?.[1] ?? small])
      if (wrong !== undefined) t.fail(`${JSON.stringify(part)} as ${type}: ${wrong}`)
    }
  }
  t.pass('all do')
})

t.test('so does a name, and a content type', async (t) => {
  for (const part of ['phone_1', 'phone1', 'A', 'aA', '_', 'tel_', '[a', 'a.', '1', 'cvv', '-']) {
    const large = longNames(part, TIMES * 4 * SMALL)
    for (const [at, small] of longNames(part, 4 * SMALL).entries()) {
      const wrong = slowGrowth(small, large[at] ?? small)
      if (wrong !== undefined) t.fail(`${part} as ${small[0].slice(0, 40)}: ${wrong}`)
    }
  }
  t.pass('all do')
})

type Body = readonly [type: string, body: Buffer]

function longNames(part: string, size: number): readonly Body[] {
  const name = part.repeat(size / part.length)
  const form = `${name}x=49+151+12345009&phone${name}=4111+1111+1111+1111`
  const json = JSON.stringify({ [name]: { [`${name}x`]: '4111 1111 1111 1111' } })
  const xml = `<a${name} b${name}="4111 1111 1111 1111">4111 1111 1111 1111</a${name}>`
  return [
    ['application/x-www-form-urlencoded', Buffer.from(form)],
    ['application/json', Buffer.from(json)],
    ['application/xml', Buffer.from(xml)],
    [`multipart/form-data; boundary=${name}`, Buffer.from('4111 1111 1111 1111')]
  ]
}

/** What is wrong with the time that a body takes which is eight times as large. What is quadratic takes sixty-four times as long. */
function slowGrowth([smallType, small]: Body, [largeType, large]: Body): string | undefined {
  const once = Math.min(...[0, 1].map(() => timeOf(() => redact(small, smallType))))
  const most = 3 * TIMES * once + NOISE
  let eightfold = Number.POSITIVE_INFINITY
  // A try that is too slow is repeated: garbage was collected, or the machine had other things to do.
  for (let tries = 0; tries < TRIES && eightfold >= most; tries++) {
    eightfold = Math.min(
      eightfold,
      timeOf(() => redact(large, largeType))
    )
  }
  return eightfold < most ? undefined : `${once} ms, then ${eightfold} ms`
}

/** Milliseconds of processor time. */
function timeOf(run: () => void): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user / 1000
}
