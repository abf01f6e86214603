import t from 'tap'
import { histories } from '../../bench/properties/histories.ts'

t.test('any order, repetition and regrouping of a history ends in one state and one event for each fact', async (t) => {
  const { failures, counts } = await histories(40, (line) => t.comment(line))
  t.strictSame(failures, [])
  t.equal(counts['runs'], 40)
  t.ok((counts['events'] ?? 0) > 500, `${counts['events']} events of ${counts['deliveries']} deliveries`)
})
