import t from 'tap'
import { writeMessages } from '../support/consumer-client.ts'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'

const EVENTS = 450

t.test('destinations that share pages of the feed get each event once, and in order', async (t) => {
  const gateway = await startGateway(t)
  const texts = Array.from({ length: EVENTS }, (_, number) => `${'abc'[number % 3]}${number}`)
  await writeMessages(gateway, texts.join(' '))
  const receivers = new Map<string, Awaited<ReturnType<typeof startReceiver>>>()
  for (const name of ['first', 'second', 'third']) {
    const receiver = await startReceiver(t)
    receivers.set(name, receiver)
    await gateway.call('PUT', `/${name}`, { url: receiver.url, from: 'start', ordering: 'strict' })
  }
  for (const name of receivers.keys()) await gateway.settled(name)
  const ids = (await gateway.events()).map(({ id }) => id)
  t.equal(ids.length, EVENTS)
  for (const receiver of receivers.values())
    t.strictSame(
      receiver.events().map(({ id }) => id),
      ids
    )
})
