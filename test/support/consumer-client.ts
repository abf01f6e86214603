import type { Test } from 'tap'
import type { CloudEvent } from '../../schemas/event.ts'
import type { Environ } from '../../src/config/environment.ts'
import { API_TOKEN, buildTestApp, type TestApp, type TestAppOptions } from './test-app.ts'

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

/** An answer of `GET /api/consumers/:name/events`. */
export interface HandedOutPage {
  events: CloudEvent[]
  ack: string | null
  attempt: number
  expires: string | null
  more: boolean
}

/** Calls the API of named consumers. */
export function consumerClient({ app }: Pick<TestApp, 'app'>, token = API_TOKEN) {
  return async (method: Method, path: string, payload?: object) => {
    const answer = await app.inject({
      method,
      url: `/api/consumers${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload && { payload })
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
}

/** A gateway, and what a test of named consumers needs. */
export async function startConsumers(t: Test, options?: TestAppOptions, environ: Environ = {}) {
  const gateway = await buildTestApp(t, environ, options)
  const call = consumerClient(gateway)
  return {
    gateway,
    call,
    /** Each text is the guest and a number: `a1 a2 b1`. The events of one guest are a lane. */
    write: (texts: string) => writeMessages(gateway, texts),
    /** Hands out events of `butler`. */
    async take(query = ''): Promise<HandedOutPage> {
      return (await call('GET', `/butler/events?${query}`)).body
    },
    ack: (body: object) => call('POST', '/butler/ack', body),
    /** Ends all leases, as if their time was over. */
    expire: () =>
      gateway.rows(
        "update consumer_shards set leased_until = now() - interval '1 second' where leased_until is not null"
      ),
    /** Makes all pauses of the ladder end. */
    endPauses: () => gateway.rows('update parked set next_at = now() where next_at is not null')
  }
}

export async function writeMessages(gateway: Pick<TestApp, 'post'>, texts: string): Promise<void> {
  const messages = texts.split(' ').map((text) => ({
    from: `49171${text.charCodeAt(0)}`,
    id: `wamid.${text}`,
    timestamp: '1710511200',
    type: 'text',
    text: { body: text }
  }))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '4930', phone_number_id: '1' },
    messages
  }
  const body = { object: 'whatsapp_business_account', entry: [{ id: '9', changes: [{ field: 'messages', value }] }] }
  const answer = await gateway.post('/webhooks/whatsapp', JSON.stringify(body), { 'content-type': 'application/json' })
  if (answer.statusCode !== 200) throw new Error(answer.body)
}

/** What `write` wrote: `a1 a2 b1`. */
export function textsOf({ events }: Pick<HandedOutPage, 'events'>): string {
  return events.map(({ subject }) => subject.replace('message/wamid.', '')).join(' ')
}

export function idOf(page: Pick<HandedOutPage, 'events'>, text: string): string {
  const found = page.events.find(({ subject }) => subject === `message/wamid.${text}`)
  if (found === undefined) throw new Error(`${text} was not handed out`)
  return found.id
}
