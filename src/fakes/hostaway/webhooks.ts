import type { JsonObject } from '../../../schemas/reading.ts'
import { jsonObject, textOf } from '../json.ts'
import { SUBSCRIPTIONS } from '../records.ts'
import type { Route } from '../router.ts'
import type { FakeReply, OutgoingWebhook, World } from '../vendor.ts'
import { complaint, success } from './reads.ts'

/** https://api.hostaway.com/documentation#unified-webhooks: a webhook gets all events, and can be switched off. */
export function hostawayWebhooks({ records }: World): readonly Route[] {
  let created = 0

  return [
    ['GET', '/v1/webhooks/unifiedWebhooks', () => success(records.all(SUBSCRIPTIONS))],
    ['POST', '/v1/webhooks/unifiedWebhooks', ({ body }) => save(body)],
    ['GET', '/v1/webhooks/unifiedWebhooks/:id', (_request, id) => known(id, (found) => success(found))],
    ['PUT', '/v1/webhooks/unifiedWebhooks/:id', ({ body }, id) => known(id, () => save(body, id))],
    ['DELETE', '/v1/webhooks/unifiedWebhooks/:id', (_request, id) => known(id, () => remove(id))],
    ['GET', '/v1/unifiedWebhookLogs', () => success([])]
  ]

  function known(id: string, answer: (found: JsonObject) => FakeReply): FakeReply {
    const found = records.get(SUBSCRIPTIONS, id)
    return found === undefined ? complaint(404, 'Resource not found') : answer(found)
  }

  function remove(id: string): FakeReply {
    records.forget(SUBSCRIPTIONS, id)
    return success([])
  }

  function save(body: string, replaced?: string): FakeReply {
    const { isEnabled = 1, url, login, password, alertingEmailAddress = null } = jsonObject(body) ?? {}
    if (!URL.canParse(textOf(url))) return complaint(400, 'url is invalid')
    created += 1
    const id = replaced === undefined ? 700 + created : Number(replaced)
    const webhook = { id, isEnabled: isEnabled ? 1 : 0, url, login, password, alertingEmailAddress }
    records.put(SUBSCRIPTIONS, String(id), webhook)
    return success(webhook)
  }
}

/** The delivery of an event to each webhook that is switched on. */
export function hostawayDeliveries({ records }: World, body: JsonObject): OutgoingWebhook[] {
  const text = JSON.stringify(body)
  return records.all(SUBSCRIPTIONS).flatMap(({ url, isEnabled, login, password }) => {
    if (isEnabled !== 1) return []
    const basic = Buffer.from(`${textOf(login)}:${textOf(password)}`).toString('base64')
    const headers = { 'content-type': 'application/json', authorization: `Basic ${basic}` }
    return [{ url: textOf(url), headers, body: text }]
  })
}
