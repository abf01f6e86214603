import t from 'tap'
import { cutAtCommit } from '../../bench/torture/cut-at-commit.ts'
import { judge, summary } from '../../bench/torture/judge.ts'
import { killBoth } from '../../bench/torture/kill-both.ts'
import { killGateway } from '../../bench/torture/kill-gateway.ts'
import { killPostgres } from '../../bench/torture/kill-postgres.ts'
import { stage } from '../../bench/torture/stage.ts'
import { terminateBackends } from '../../bench/torture/terminate-backends.ts'
import { terminateGateway } from '../../bench/torture/terminate-gateway.ts'

// A short form of `npm run torture`, with the server as it was built.

const say = (progress: string) => t.comment(progress)

// On a machine that has other things to do as well.
t.setTimeout(300_000)

const LOAD = { connections: 16, pauseMs: 20 }

t.test('nothing is lost or doubled when processes are killed and connections cut under load', async (t) => {
  const tally = await stage(LOAD, async (all) => {
    await killGateway(all, { cycles: 3, seconds: 0, say })
    await killPostgres(all, { cycles: 2, seconds: 0, say })
    await killBoth(all, { cycles: 1, seconds: 0, say })
    await terminateBackends(all, { cycles: 1, seconds: 3, say })
    await cutAtCommit(all, { cycles: 1, seconds: 3, say })
    await terminateGateway(all, { cycles: 2, seconds: 0, say })
  })
  t.strictSame(judge(tally), [], summary(tally))
})
