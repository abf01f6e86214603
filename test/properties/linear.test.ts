import t from 'tap'
import { controls } from '../../bench/properties/linear/controls.ts'
import { linear } from '../../bench/properties/linear/linear.ts'
import { weigh } from '../../bench/properties/linear/weigh.ts'

const bytes = 320 * 1024

t.test('the time of every stage, and the size of what it makes, grow with the body and no faster', async (t) => {
  const { failures, counts } = await linear(68, (line) => t.comment(line), { seed: 17, bytes })
  t.strictSame(failures, [])
  for (const [name, count] of Object.entries(counts)) t.comment(`${name}: ${count}`)
})

t.test('a reader that does not keep to it is found', async (t) => {
  for (const [name, control] of Object.entries(controls())) {
    const { failures } = await linear(100, () => {}, { seed: 1, bytes, of: [control], most: 1 })
    t.match(failures[0], /: (by depth: )?normalize takes|: is amplified/, name)
  }
})

t.test('a text that is shared weighs as much as one that is not', async (t) => {
  const text = 'x'.repeat(1000)
  const list = Array.from({ length: 100 }, () => ({ text }))
  t.equal(weigh(list), weigh(JSON.parse(JSON.stringify(list))))
  t.ok(weigh(list) > 100_000)
  t.ok(weigh(list, 10_000) < 20_000, 'it stops once that is enough')
})
