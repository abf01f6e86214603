import t from 'tap'
import { judge, summary } from '../../bench/torture/judge.ts'
import { killGateway } from '../../bench/torture/kill-gateway.ts'
import { killPostgres } from '../../bench/torture/kill-postgres.ts'
import { stage } from '../../bench/torture/stage.ts'

// Gateways that break a promise. What they lose shows that the tests beside this one can fail.

const say = () => undefined

// On a machine that has other things to do as well.
t.setTimeout(300_000)

const LOAD = { connections: 16, pauseMs: 0 }

t.test('a gateway that acknowledges before the commit loses deliveries when it is killed', async (t) => {
  const variant = 'acknowledges-early'
  const tally = await stage({ ...LOAD, variant }, (all) => killGateway(all, { cycles: 1, seconds: 0, say }))
  t.strictSame(judge(tally, variant), [], summary(tally))
})

t.test('a gateway that commits asynchronously loses deliveries when PostgreSQL is killed', async (t) => {
  const variant = 'commits-asynchronously'
  const tally = await stage({ ...LOAD, variant }, (all) => killPostgres(all, { cycles: 3, seconds: 0, say }))
  t.strictSame(judge(tally, variant), [], summary(tally))
})
