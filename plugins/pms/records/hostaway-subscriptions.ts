import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ReadingOfRecords } from '../../../src/contract/api-request.ts'
import type { Subscription, Subscriptions } from '../../../src/contract/subscriptions.ts'
import { objectsOf, textOf } from './rows.ts'

const PATH = '/v1/webhooks/unifiedWebhooks'

/** https://api.hostaway.com/documentation: a webhook gets all events. Hostaway proves itself by a login and a password. */
export const hostawaySubscriptions: Subscriptions = {
  list: () => ({ name: 'subscriptions', method: 'GET', path: PATH }),
  read(body, { settings }) {
    const rows = objectsOf(isJsonObject(body) ? body['result'] : undefined)
    return rows?.flatMap((row): Subscription[] => {
      const id = textOf(row['id'])
      if (id === undefined) return []
      return [
        {
          id,
          url: textOf(row['url']) ?? '',
          events: [],
          isEnabled: row['isEnabled'] !== 0 && row['isEnabled'] !== false,
          hasOtherCredential: hasOtherLogin(row, loginOf(settings))
        }
      ]
    })
  },
  events: [],
  create: ({ url }, context) => ({ name: 'subscribed', method: 'POST', path: PATH, json: webhook(url, context) }),
  idOf: (body) => textOf(Object(Object(body)['result'])['id']),
  budget: { capacity: 1, perSecond: 0.5 },
  remove: ({ id }) => ({ name: 'unsubscribed', method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}` }),
  enable: ({ id, url }, context) => ({
    name: 'subscribed',
    method: 'PUT',
    path: `${PATH}/${encodeURIComponent(id)}`,
    json: webhook(url, context)
  })
}

function webhook(url: string, { settings }: ReadingOfRecords) {
  return { isEnabled: 1, url, ...loginOf(settings), alertingEmailAddress: null }
}

function loginOf(settings: ReadingOfRecords['settings']) {
  const [login = '', ...password] = (settings['HOSTAWAY_WEBHOOK_SECRET'] ?? '').split(':')
  return { login, password: password.join(':') }
}

/** The answer need not show the password, or only stars. */
function hasOtherLogin(row: JsonObject, { login, password }: ReturnType<typeof loginOf>): boolean {
  const shown = textOf(row['password'])
  const hasOtherPassword = shown !== undefined && !/^[*•x]+$/i.test(shown) && shown !== password
  return (textOf(row['login']) ?? login) !== login || hasOtherPassword
}
