import t from 'tap'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

const FAST = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '2' }

t.test('messages whose webhook never came are found, and no message counts twice', async (t) => {
  const { fake, events, deliveries, provider, hasBaseline, passes } = await startHydrated(t, 'twilio', {
    settings: FAST
  })
  await hasBaseline()
  await passes(2)
  t.strictSame(await events(), [], 'nothing older than the first connection becomes an event')

  const sent = await fake.edit()
  t.strictSame(sent.statuses, [200])
  await until(async () => (await events()).length === 1, 'the webhook')
  await passes(2)
  t.equal((await events()).length, 1, 'the list has the message, too')

  fake.setWebhooks({ enabled: false })
  const lost = await fake.edit()
  await until(async () => (await events()).length === 2, 'the message that was missed')
  const [, event] = await events()
  t.strictSame([event?.type, event?.subject, event?.hydrated], ['message.received', `message/${lost.id}`, true])
  t.equal((await deliveries()).find(({ id }) => id === event?.deliveryid)?.reason, 'reconcile')
  await until(async () => (await provider()).reconcile.missed === 1, 'the count')
  await fake.announce('messages', lost.id)
  await passes(2)
  t.equal((await events()).length, 2, 'its late webhook is a duplicate')
  t.equal((await provider()).reconcile.missed, 1)

  const outbound = { ...fake.record('messages', lost.id), sid: `SM${'0'.repeat(31)}9`, direction: 'outbound-api' }
  fake.put('messages', outbound)
  await passes(2)
  t.equal((await events()).length, 2, 'a message of the hotel is none of a guest')
})
