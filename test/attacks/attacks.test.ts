import t from 'tap'
import type { Attack } from '../../bench/attacks/attack.ts'
import { gzipBomb } from '../../bench/attacks/attacks/gzip-bomb.ts'
import { headers } from '../../bench/attacks/attacks/headers.ts'
import { none } from '../../bench/attacks/attacks/none.ts'
import { smsParameters } from '../../bench/attacks/attacks/sms-parameters.ts'
import { slower } from '../../bench/attacks/bounds.ts'
import { openCluster } from '../../bench/attacks/cluster.ts'
import { playAttacks } from '../../bench/attacks/stage.ts'

// A short form of `npm run attacks`, with the server as it was built.

const ATTACKS: readonly Attack[] = [headers, smsParameters, gzipBomb]

// On a machine that has other things to do as well.
t.setTimeout(300_000)
const bounds = slower(5)

const skip = process.platform !== 'linux' && 'all of 127.0.0.0/8 is this machine on Linux only'

t.test('attacks on a gateway as it is shipped', { skip }, async (t) => {
  const cluster = await openCluster()
  t.teardown(() => cluster.close())

  await t.test('ordinary senders and readers notice nothing', async (t) => {
    const { violations, acked } = await playAttacks({ cluster, attacks: ATTACKS, seconds: 3, bounds })
    t.strictSame(violations, [])
    t.ok(acked > 0)
  })

  for (const attack of [none, gzipBomb]) {
    await t.test(`control: ${attack.name} on a gateway without ${attack.control.without}`, async (t) => {
      const { violations } = await playAttacks({ cluster, attacks: [attack], asControl: true, bounds: slower(2) })
      const found = violations.map(({ condition }) => condition)
      t.ok(
        found.some((condition) => attack.control.violates.includes(condition)),
        `violated: ${found.join(', ') || 'nothing'}`
      )
    })
  }
})
