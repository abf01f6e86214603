import t from 'tap'
import { blackHole } from '../../bench/torture/black-hole.ts'
import { fillDisk } from '../../bench/torture/fill-disk.ts'
import { freezePostgres } from '../../bench/torture/freeze-postgres.ts'
import { judge, summary } from '../../bench/torture/judge.ts'
import { NoSmallDisk } from '../../bench/torture/small-disk.ts'
import { stage } from '../../bench/torture/stage.ts'

// A short form of `npm run torture`, with the server as it was built.

const effort = { cycles: 1, seconds: 4, say: (progress: string) => t.comment(progress) }

// On a machine that has other things to do as well.
t.setTimeout(300_000)

const LOAD = { connections: 16, pauseMs: 20 }

t.test('nothing is lost or doubled when the database is frozen or out of reach', async (t) => {
  const tally = await stage(LOAD, async (all) => {
    await freezePostgres(all, effort)
    await blackHole(all, effort)
  })
  t.strictSame(judge(tally), [], summary(tally))
})

t.test('nothing is lost or doubled when its disk is full', async (t) => {
  try {
    const tally = await stage({ ...LOAD, onSmallDisk: true }, (all) => fillDisk(all, effort))
    t.strictSame(judge(tally), [], summary(tally))
  } catch (error) {
    if (!(error instanceof NoSmallDisk)) throw error
    t.pass('played', { skip: error.message })
  }
})
