import t from 'tap'
import { gateways } from '../../bench/properties/gateways.ts'

t.test('eight gateways migrate once, serve during a migration, and their feed has no gap', async (t) => {
  const { failures, counts } = await gateways(200, (line) => t.comment(line))
  t.strictSame(failures, [])
  t.equal(counts['gateways that serve'], 8)
  t.ok((counts['tries of the migration'] ?? 0) > 1, 'the migration had to wait')
  t.ok((counts['deliveries'] ?? 0) >= 200)
  t.comment(counts)
})
