import t from 'tap'
import { defineAdapter } from '../../../plugins/pms/adapter.ts'
import { received } from '../../../plugins/pms/received.ts'
import { inn } from '../../replay/inn.ts'
import { buildTestApp } from '../../support/test-app.ts'

t.test(
  'the answer to a batch of thousands of unreadable items lists the first ones and counts the others',
  async (t) => {
    const adapter = defineAdapter(inn(({ n }) => ({ path: `/stays/${n}`, problem: 'is a stay that is not known' })))
    const app = await buildTestApp(t, {}, { adapters: [adapter] })
    const stays = Array.from({ length: 3_000 }, (_, n) => ({ n }))
    const reply = await app.post('/webhooks/pms/inn', JSON.stringify({ stays }))
    t.equal(reply.statusCode, 200)
    const { problems, omittedProblems, outcome } = reply.json()
    t.strictSame([problems.length, omittedProblems, outcome], [25, 2_975, 'quarantined'])
    t.strictSame(problems[24], { path: '/stays/24', problem: 'is a stay that is not known' })
    const [delivery] = await app.deliveries()
    t.equal(delivery?.problems.length, 51)
    t.strictSame(delivery?.problems.at(-1), { path: '', problem: 'has 2950 more items that cannot be read' })
  }
)

t.test('long texts are cut, and nothing else changes', async (t) => {
  const receipt = { deliveryId: 'd', outcome: 'quarantined', reason: 'r'.repeat(2_000), events: ['e'] } as const
  const problems = [{ path: 'p'.repeat(2_000), problem: 'q' }]
  t.strictSame(JSON.parse(received({ ...receipt, verified: true, problems }).body), {
    received: true,
    ...receipt,
    reason: 'r'.repeat(1_000),
    problems: [{ path: 'p'.repeat(1_000), problem: 'q' }]
  })
})
