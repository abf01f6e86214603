import t from 'tap'
import type { Attack } from '../../bench/attacks/attack.ts'
import { messageStatuses } from '../../bench/attacks/attacks/message-statuses.ts'
import { pipelining } from '../../bench/attacks/attacks/pipelining.ts'
import { tinyChunks } from '../../bench/attacks/attacks/tiny-chunks.ts'
import { unfinishedBodies } from '../../bench/attacks/attacks/unfinished-bodies.ts'
import { unknownFields } from '../../bench/attacks/attacks/unknown-fields.ts'
import { slower } from '../../bench/attacks/bounds.ts'
import { openCluster } from '../../bench/attacks/cluster.ts'
import { attacks } from '../../bench/attacks/registry.ts'
import { playAttacks } from '../../bench/attacks/stage.ts'

// The short form of `npm run attacks`: one attack of each kind, on one gateway.

const SHORT: readonly Attack[] = [tinyChunks, unfinishedBodies, pipelining, messageStatuses, unknownFields]
const SECONDS = 2

t.setTimeout(300_000)
// Other tests run at the same time. The full form judges the real bounds.
const bounds = slower(15)

t.test('each control lacks a defense', async (t) => {
  for (const { name, control } of attacks) {
    t.ok(control.limits ?? control.plant ?? control.lacksEnviron, `${name} switches something off`)
    t.ok(control.violates.length > 0, `${name} says what goes wrong`)
  }
})

const skip = process.platform !== 'linux' && 'only on Linux do all addresses of 127.0.0.0/8 belong to this machine'

t.test('attacks on the gateway as shipped', { skip }, async (t) => {
  const cluster = await openCluster()
  t.teardown(() => cluster.close())

  await t.test('ordinary senders and readers are served', async (t) => {
    const { violations, acked } = await playAttacks({ cluster, attacks: SHORT, seconds: SECONDS, bounds })
    t.strictSame(violations, [])
    t.ok(acked > 0)
  })

  await t.test('without a defense, the harness notices the attack', async (t) => {
    // It ends as soon as the attack has done harm.
    const control = { cluster, attacks: [pipelining], asControl: true, seconds: 60, bounds }
    const { violations } = await playAttacks(control)
    t.strictSame(
      violations.map(({ condition }) => condition).filter((condition) => condition === 'attack'),
      ['attack']
    )
  })
})
