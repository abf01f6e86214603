import t from 'tap'
import { brokenPromises } from '../../bench/torture/delivery/owner-scenarios.ts'
import { tormentOwners } from '../../bench/torture/delivery/torment-owners.ts'
import { createDatabase } from '../support/test-app.ts'

// A short form of `npm run torture`. test/destinations/gateways.test.ts has the controls.

t.setTimeout(400_000)

const WINDOW = 50
const LIMITS = { leaseSeconds: 2, renewMs: 500, refreshMs: 200, windowEvents: WINDOW }

t.test('nothing is lost, and no order is broken, when the gateway that sends is killed or frozen', async (t) => {
  const tally = await tormentOwners({
    databaseUrl: await createDatabase(t),
    ...{ kills: 2, freezes: 1, seconds: 0, limits: LIMITS },
    say: (progress) => t.comment(progress)
  })
  t.strictSame([brokenPromises(tally, WINDOW), tally.problems], [{}, []], JSON.stringify(tally))
  t.ok(tally.events > 100, `${tally.events} events`)
})
