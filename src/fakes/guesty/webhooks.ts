import { createHmac, randomBytes } from 'node:crypto'
import type { JsonObject } from '../../../schemas/reading.ts'
import { jsonObject, textOf, texts } from '../json.ts'
import { SUBSCRIPTIONS } from '../records.ts'
import type { Route } from '../router.ts'
import type { FakeReply, OutgoingWebhook, World } from '../vendor.ts'
import { ACCOUNT } from './house.ts'
import { complaint } from './reads.ts'

/** The secret of a new webhook is unknown for this many calls. */
const SECRET_LAG = 2

/** https://open-api-docs.guesty.com/docs/webhooks. A webhook that is created again has another secret. */
export function guestyWebhooks({ records }: World): readonly Route[] {
  const asked = new Map<string, number>()
  let created = 0

  return [
    ['GET', '/v1/webhooks', () => ({ status: 200, body: records.all(SUBSCRIPTIONS).map(viewOf) })],
    ['POST', '/v1/webhooks', ({ body }) => save(body)],
    ['GET', '/v1/webhooks/:id', (_request, id) => known(id, (found) => ({ status: 200, body: viewOf(found) }))],
    ['PUT', '/v1/webhooks/:id', ({ body }, id) => known(id, () => save(body, id))],
    ['DELETE', '/v1/webhooks/:id', (_request, id) => known(id, () => remove(id))],
    ['GET', '/v1/webhooks-v2/secret', ({ query }) => secretOf(query.get('url') ?? '')]
  ]

  function known(id: string, answer: (found: JsonObject) => FakeReply): FakeReply {
    const found = records.get(SUBSCRIPTIONS, id)
    return found === undefined ? complaint(404, 'Not found') : answer(found)
  }

  function remove(id: string): FakeReply {
    records.forget(SUBSCRIPTIONS, id)
    return { status: 200, body: {} }
  }

  function save(body: string, replaced?: string): FakeReply {
    const { url, events } = jsonObject(body) ?? {}
    const names = texts(events)
    if (!URL.canParse(textOf(url))) return complaint(400, 'url is invalid')
    if (names === undefined || names.length === 0) return complaint(400, 'events is required')
    if (names.some((name) => name === 'reservation.new' || name === 'reservation.updated')) {
      return complaint(400, 'reservation.new and reservation.updated take no new webhooks')
    }
    created += 1
    const _id = replaced ?? `66a0000000000000000006${String(created).padStart(2, '0')}`
    const secret = `whsec_${randomBytes(24).toString('base64')}`
    records.put(SUBSCRIPTIONS, _id, { _id, accountId: ACCOUNT, url, events: names, secret })
    asked.delete(textOf(url))
    return { status: 200, body: { _id, accountId: ACCOUNT, url, events: names } }
  }

  function secretOf(url: string): FakeReply {
    const found = records.all(SUBSCRIPTIONS).findLast((each) => each['url'] === url)
    const times = (asked.get(url) ?? 0) + 1
    asked.set(url, times)
    if (found === undefined || times <= SECRET_LAG) return complaint(404, 'Not found')
    return { status: 200, body: { secret: found['secret'] } }
  }
}

function viewOf({ secret: _secret, ...shown }: JsonObject): JsonObject {
  return shown
}

/** The delivery of an event to each webhook that wants it, signed as Svix signs. */
export function guestyDeliveries({ records, now }: World, event: string, body: JsonObject): OutgoingWebhook[] {
  const text = JSON.stringify(body)
  const id = `msg_${randomBytes(12).toString('hex')}`
  const timestamp = String(Math.floor(now() / 1000))
  return records.all(SUBSCRIPTIONS).flatMap(({ url, events, secret }) => {
    if (!texts(events)?.includes(event)) return []
    const key = Buffer.from(textOf(secret).replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
    const headers = {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': timestamp,
      'svix-signature': `v1,${signature}`
    }
    return [{ url: textOf(url), headers, body: text }]
  })
}
