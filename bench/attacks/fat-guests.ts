import { randomBytes } from 'node:crypto'
import type { Attacker } from './attack.ts'
import { freshId, guest, many } from './bodies.ts'

const UPLOADS = 4
/** PostgreSQL cannot compress it. */
const BLOB = `,"blob":"${randomBytes(2_700_000).toString('base64')}"`

/** Posts guests of 3.6 MiB each. Returns the ids of their deliveries. */
export async function postFatGuests({ post, over }: Pick<Attacker, 'post' | 'over'>, count: number): Promise<string[]> {
  const deliveries: string[] = []
  const upload = async () => {
    while (deliveries.length < count && !over.aborted) {
      const answer = await post('pms', guest(freshId('fat'), BLOB), { path: '/webhooks/pms/guests' })
      if (answer?.delivery !== undefined) deliveries.push(answer.delivery)
    }
  }
  await Promise.all(many(UPLOADS, upload))
  return deliveries
}

/** Posts guests of 200 KiB each, all of which is part of their events. */
export async function postWideGuests({ post, over }: Pick<Attacker, 'post' | 'over'>, count: number): Promise<void> {
  const extra = many(80, (at) => `,"k${at}":${JSON.stringify('a"'.repeat(800))}`).join('')
  let posted = 0
  const upload = async () => {
    while (posted < count && !over.aborted) {
      posted++
      await post('pms', guest(freshId('wide'), extra), { path: '/webhooks/pms/guests' })
    }
  }
  await Promise.all(many(UPLOADS, upload))
}
