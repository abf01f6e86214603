import t from 'tap'
import { repeatRounds } from '../../src/maintenance/repeat-rounds.ts'

t.test('an hour between rounds, a minute after a failure or while another gateway is at work', async (t) => {
  const outcomes = [true, false, false, 'fails', 'fails', true, 'fails', true]
  const waits: number[] = []
  const failures: unknown[] = []
  await repeatRounds({
    async run() {
      const outcome = outcomes.shift()
      if (outcome === 'fails') throw new Error('no database')
      return outcome === true
    },
    async pause(ms) {
      waits.push(ms / 1_000)
      return outcomes.length > 0
    },
    onFailure: (error) => failures.push(error)
  })
  t.strictSame(waits, [1, 3600, 60, 60, 60, 60, 3600, 60, 3600])
  t.equal(failures.length, 2, 'one report for failures in a row')
})
