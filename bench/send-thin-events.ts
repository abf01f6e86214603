import { setTimeout as sleep } from 'node:timers/promises'
import type { Fake } from '../src/fakes/fake.ts'
import { subscribeFake } from '../test/support/subscribe-fake.ts'

const MOST_IN_FLIGHT = 32

/** Sends thin events at an even pace. Returns when each was sent. */
export async function sendThinEvents(
  fake: Fake,
  { ids, urls, seconds }: { ids: readonly string[]; urls: readonly string[]; seconds: number }
): Promise<number[]> {
  const arrivals: number[] = []
  const inFlight = new Set<Promise<void>>()
  const began = Date.now()
  for (const [at, id] of ids.entries()) {
    const due = began + (at * seconds * 1_000) / ids.length
    if (due > Date.now()) await sleep(due - Date.now())
    if (inFlight.size >= MOST_IN_FLIGHT) await Promise.race(inFlight)
    arrivals.push(Date.now())
    const sending = post(id, at).finally(() => inFlight.delete(sending))
    inFlight.add(sending)
  }
  await Promise.all(inFlight)
  return arrivals

  /** As a vendor does, until it is acknowledged. */
  async function post(id: string, at: number): Promise<void> {
    for (let tries = at; tries < at + 600; tries++) {
      subscribe(urls[tries % urls.length] ?? '')
      const [status] = await fake.announce('reservations', id)
      if (status === 200) return
      await sleep(100)
    }
    throw new Error('a webhook was never acknowledged')
  }

  function subscribe(url: string): void {
    if (fake.source === 'mews') fake.setWebhooks({ url })
    else if (fake.records.get('subscriptions', 'test') === undefined) subscribeFake(fake, url)
  }
}
