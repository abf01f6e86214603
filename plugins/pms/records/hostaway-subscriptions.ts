import { isJsonObject } from '../../../schemas/json-object.ts'
import type { ReadingOfRecords, Subscription, Subscriptions } from '../../../src/contract/records.ts'
import { objectsOf, textOf } from './rows.ts'

const PATH = '/v1/webhooks/unifiedWebhooks'

/** https://api.hostaway.com/documentation: a webhook gets all events. Hostaway proves itself by a login and a password. */
export const hostawaySubscriptions: Subscriptions = {
  list: () => ({ name: 'subscriptions', method: 'GET', path: PATH }),
  read(body) {
    const rows = objectsOf(isJsonObject(body) ? body['result'] : undefined)
    return rows?.flatMap((row): Subscription[] => {
      const id = textOf(row['id'])
      if (id === undefined) return []
      return [
        {
          id,
          url: textOf(row['url']) ?? '',
          events: [],
          isEnabled: row['isEnabled'] !== 0 && row['isEnabled'] !== false
        }
      ]
    })
  },
  events: [],
  create: ({ url }, context) => ({ name: 'subscribed', method: 'POST', path: PATH, json: webhook(url, context) }),
  remove: ({ id }) => ({ name: 'unsubscribed', method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}` }),
  enable: ({ id, url }, context) => ({
    name: 'subscribed',
    method: 'PUT',
    path: `${PATH}/${encodeURIComponent(id)}`,
    json: webhook(url, context)
  })
}

function webhook(url: string, { settings }: ReadingOfRecords) {
  const [login = '', ...password] = (settings['HOSTAWAY_WEBHOOK_SECRET'] ?? '').split(':')
  return { isEnabled: 1, url, login, password: password.join(':'), alertingEmailAddress: null }
}
