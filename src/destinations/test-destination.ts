import { newId } from '../contract/new-id.ts'
import type { Database } from '../db/connect.ts'
import { readFeedBounds } from '../db/consumers/consumers.ts'
import { toCursor } from '../feed/cursor.ts'
import type { Destinations } from './destinations.ts'
import type { ManagedDestinations } from './manage-destinations.ts'

export interface TestResult {
  ok: boolean
  status: number | null
  ms: number
  /** The first 1 KiB. */
  answer: string
  problem: string | null
  request: { headers: Readonly<Record<string, string>>; body: string }
}

export type TestDestination = (name: string) => Promise<TestResult>

/** Sends one signed event of type `bellhook.test`, also while the destination is paused. */
export function createDestinationTest(
  { query }: Pick<Database, 'query'>,
  managed: Pick<ManagedDestinations, 'find'>,
  { buildSender }: Pick<Destinations, 'buildSender'>
): TestDestination {
  return async (name) => {
    const destination = await managed.find(name)
    const { head } = await readFeedBounds(query)
    const id = newId()
    const body = testEvent(id, name)
    const message = { id, body, contentType: 'application/cloudevents+json', cursor: toCursor(head), attempt: 1 }
    const { class: found, status, ms, answer, problem, headers } = await buildSender(destination).send(message)
    return { ok: found === 'ok', status, ms, answer, problem, request: { headers, body } }
  }
}

function testEvent(id: string, name: string): string {
  const now = new Date().toISOString()
  return JSON.stringify({
    specversion: '1.0',
    ...{ id, type: 'bellhook.test', source: 'bellhook', subject: `destination/${name}`, time: now },
    datacontenttype: 'application/json',
    data: { destination: name }
  })
}
