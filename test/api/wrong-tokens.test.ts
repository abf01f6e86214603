import t from 'tap'
import { createWrongTokens } from '../../src/api/wrong-tokens.ts'

const LIMITS = { wrongTokensPerMinute: 2, addresses: 3, logLinesPerMinute: 4 }

t.test('the limit holds for a minute from the first wrong token', async (t) => {
  const { count, pass } = counter()
  t.strictSame([count('192.0.2.1'), count('192.0.2.1'), count('192.0.2.1')], [undefined, undefined, 60])
  pass(59_001)
  t.equal(count('192.0.2.1'), 1)
  pass(998)
  t.equal(count('192.0.2.1'), 1, 'never 0 seconds')
  pass(1)
  t.equal(count('192.0.2.1'), undefined)
})

t.test('an IPv6 network is one client, and an IPv4-mapped address its IPv4 client', async (t) => {
  const { count } = counter()
  for (const ip of ['2001:db8::1', '2001:db8::2']) t.equal(count(ip), undefined)
  t.equal(count('2001:db8:0:0:ffff::3'), 60)
  t.equal(count('2001:db8:0:1::3'), undefined)
  for (const ip of ['192.0.2.1', '::ffff:192.0.2.1']) t.equal(count(ip), undefined)
  t.equal(count('::ffff:c000:201'), 60)
})

t.test('one line per address and minute, with the count of its minute before', async (t) => {
  const { count, pass, lines } = counter()
  for (let n = 0; n < 5; n++) count('192.0.2.1')
  count('192.0.2.2')
  pass(60_000)
  count('192.0.2.1')
  t.strictSame(lines, [
    [{ address: '192.0.2.1', tokensInEarlierMinute: 0 }, 'refused: wrong API token'],
    [{ address: '192.0.2.2', tokensInEarlierMinute: 0 }, 'refused: wrong API token'],
    [{ address: '192.0.2.1', tokensInEarlierMinute: 5 }, 'refused: wrong API token']
  ])
})

t.test('many addresses fill neither the table nor the log', async (t) => {
  const { count, pass, lines } = counter()
  for (let n = 0; n < 3; n++) count('192.0.2.1')
  for (let n = 2; n < 200; n++) count(`192.0.2.${n}`)
  t.equal(lines.length, 4)
  t.equal(count('192.0.2.1'), undefined, 'its window was displaced')
  for (const n of [198, 199]) count(`192.0.2.${n}`)
  t.equal(count('192.0.2.199'), 60, 'the newest ones are counted')
  pass(60_000)
  count('192.0.2.7')
  t.equal(lines.length, 5, 'the next minute has lines of its own')
})

function counter() {
  let time = 1_000
  const lines: unknown[][] = []
  const log = { warn: (...line: unknown[]) => void lines.push(line) }
  const { count } = createWrongTokens({ limits: LIMITS, log, now: () => time })
  const pass = (milliseconds: number) => {
    time += milliseconds
  }
  return { count, lines, pass }
}
