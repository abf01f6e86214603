import t from 'tap'
import { bodies } from '../../bench/properties/bodies.ts'

t.test('1,500 mutated bodies, half of them signed: no failure, all authentic bytes kept, nothing else', async (t) => {
  const { failures, counts } = await bodies(1_500, (line) => t.comment(line))
  t.strictSame(failures, [])
  t.ok((counts['kept: 200'] ?? 0) > 300, 'half of them are authentic')
  t.ok((counts['refused: 401'] ?? 0) > 300, 'and half are not')
  t.comment(counts)
})
