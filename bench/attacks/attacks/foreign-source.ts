import { longSecret } from '../../traffic.ts'
import type { Attack } from '../attack.ts'
import { freshId } from '../bodies.ts'

const LANES = 4

/** A holder of the shared PMS secret speaks for an adapter that has a secret of its own. */
export const foreignSource: Attack = {
  name: 'foreign-source',
  what: 'bodies with the shared PMS secret to the route of Mews, and with "source": "mews" to generic routes',
  seconds: 3,
  environ: { MEWS_WEBHOOK_SECRET: longSecret('mews') },
  async run({ repeat, post, found }) {
    let taken = 0
    await repeat(LANES, async (lane) => {
      const id = freshId('foreign')
      const guest = `{"source":"mews","externalId":"${id}","lastName":"Lindqvist"}`
      const event = `{"EnterpriseId":"1","Events":[{"Discriminator":"CustomerUpdated","Value":{"Id":"${id}"}}]}`
      const answer =
        lane % 2 === 0
          ? await post('pms', guest, { path: '/webhooks/pms/guests' })
          : await post('pms', event, { path: '/webhooks/pms/mews' })
      if (answer?.status === 200) taken++
    })
    if (taken > 0) found(`${taken} bodies that speak for Mews were taken with the shared secret`)
  },
  control: {
    without: 'a secret of its own for the adapter',
    violates: ['attack'],
    lacksEnviron: true
  }
}
