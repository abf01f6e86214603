import { isJsonObject } from '../../../schemas/json-object.ts'
import type { Subscription, Subscriptions } from '../../../src/contract/subscriptions.ts'
import { objectsOf, textOf, textsOf } from './rows.ts'

const PATH = '/v1/webhooks'

/** https://open-api-docs.guesty.com/docs/webhooks. A new webhook has a new secret. */
export const guestySubscriptions: Subscriptions = {
  list: () => ({ name: 'subscriptions', method: 'GET', path: PATH }),
  read(body) {
    if (body === undefined) return []
    const rows = objectsOf(isJsonObject(body) ? (body['results'] ?? body['data'] ?? body['webhooks']) : body)
    return rows?.flatMap((row): Subscription[] => {
      const id = textOf(row['_id']) ?? textOf(row['id'])
      const events = textsOf(row['events'])
      return id === undefined
        ? []
        : [{ id, url: textOf(row['url']) ?? '', events, isEnabled: row['disabled'] !== true }]
    })
  },
  events: [
    'reservation.created.v2',
    'reservation.updated.v2',
    'reservation.messageReceived',
    'reservation.messageSent',
    'guest.created',
    'guest.updated',
    'guest.deleted'
  ],
  create: ({ url, events }) => ({ name: 'subscribed', method: 'POST', path: PATH, json: { url, events } }),
  idOf: (body) => textOf(Object(body)['_id']),
  afterwards:
    'Guesty gives a new webhook a new secret: read it with GET /v1/webhooks-v2/secret?url=…, and put it first in GUESTY_WEBHOOK_SECRET.',
  remove: ({ id }) => ({ name: 'unsubscribed', method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}` })
}
