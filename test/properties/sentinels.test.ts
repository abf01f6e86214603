import t from 'tap'
import { sentinels } from '../../bench/properties/sentinels.ts'

t.test('no guest is in the log or in an answer, whatever goes wrong, and no card number is kept', async (t) => {
  const { failures, counts } = await sentinels(1, (line) => t.comment(line))
  t.strictSame(failures, [])
  t.ok((counts['lines of the log'] ?? 0) > 50)
  t.comment(counts)
})
