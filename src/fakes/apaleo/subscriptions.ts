import type { JsonObject } from '../../../schemas/reading.ts'
import { jsonObject, textOf, texts } from '../json.ts'
import { SUBSCRIPTIONS } from '../records.ts'
import type { Route } from '../router.ts'
import type { FakeReply, OutgoingWebhook, World } from '../vendor.ts'
import { complaint } from './reads.ts'

/** https://apaleo.dev/guides/webhook/configuration.html */
export function apaleoSubscriptions(world: World): readonly Route[] {
  const { records } = world
  let created = 0

  return [
    ['GET', '/v1/subscriptions', list],
    ['POST', '/v1/subscriptions', ({ body }) => save(body)],
    ['GET', '/v1/subscriptions/:id', (_request, id) => known(id, (found) => ({ status: 200, body: found }))],
    ['PUT', '/v1/subscriptions/:id', ({ body }, id) => known(id, () => save(body, id))],
    ['DELETE', '/v1/subscriptions/:id', (_request, id) => known(id, () => remove(id))]
  ]

  function list(): FakeReply {
    const all = records.all(SUBSCRIPTIONS)
    return all.length === 0 ? { status: 204 } : { status: 200, body: all }
  }

  function known(id: string, answer: (found: JsonObject) => FakeReply | Promise<FakeReply>) {
    const found = records.get(SUBSCRIPTIONS, id)
    return found === undefined ? complaint(404, `subscription ${id} not found`) : answer(found)
  }

  function remove(id: string): FakeReply {
    records.forget(SUBSCRIPTIONS, id)
    return { status: 204 }
  }

  /** The endpoint is called during the creation, and must answer with a 2xx. */
  async function save(body: string, replaced?: string): Promise<FakeReply> {
    const { endpointUrl, events, propertyIds } = jsonObject(body) ?? {}
    const names = texts(events)
    if (names === undefined || names.length === 0) return complaint(422, 'events is required')
    if (!URL.canParse(textOf(endpointUrl))) return complaint(422, 'endpointUrl is invalid')
    const health = { topic: 'System', type: 'healthcheck', id: `health-${created}`, timestamp: world.now() }
    const status = await world.post(apaleoWebhook(textOf(endpointUrl), health))
    if (status < 200 || status > 299) return complaint(422, 'endpointUrl does not answer the health check')
    created += 1
    const id = replaced ?? `fake-subscription-${created}`
    records.put(SUBSCRIPTIONS, id, {
      id,
      endpointUrl,
      events: names,
      propertyIds: texts(propertyIds ?? undefined) ?? []
    })
    return replaced === undefined ? { status: 201, body: { id } } : { status: 204 }
  }
}

export function apaleoWebhook(url: string, body: JsonObject): OutgoingWebhook {
  const headers = { 'content-type': 'application/json', 'apaleo-tracking-id': textOf(body['id']) }
  return { url, headers, body: JSON.stringify(body) }
}
