import { isJsonObject } from '../../../schemas/json-object.ts'
import type { Subscription, Subscriptions } from '../../../src/contract/subscriptions.ts'
import { objectsOf, textOf, textsOf } from './rows.ts'

const PATH = '/v1/subscriptions'

/** https://apaleo.dev/guides/webhook/configuration.html. Without properties it is about all of the account. */
export const apaleoSubscriptions: Subscriptions = {
  list: () => ({ name: 'subscriptions', host: 'webhook', method: 'GET', path: PATH }),
  read(body) {
    if (body === undefined) return []
    const rows = objectsOf(isJsonObject(body) ? body['subscriptions'] : body)
    return rows?.flatMap((row): Subscription[] => {
      const id = textOf(row['id'])
      const events = textsOf(row['events'])
      const properties = Array.isArray(row['propertyIds']) ? row['propertyIds'].map(String).sort() : []
      const scope = properties.length === 0 ? undefined : properties.join(',')
      return id === undefined ? [] : [{ id, url: textOf(row['endpointUrl']) ?? '', events, isEnabled: true, scope }]
    })
  },
  events: ['reservation/*', 'unit/changed', 'maintenance/*'],
  // Apaleo calls the URL before it answers.
  create: ({ url, events, scope }) => ({
    name: 'subscribed',
    host: 'webhook',
    method: 'POST',
    path: PATH,
    json: { endpointUrl: url, events, ...(scope !== undefined && { propertyIds: scope.split(',') }) }
  }),
  idOf: (body) => textOf(Object(body)['id']),
  remove: ({ id }) => ({
    name: 'unsubscribed',
    host: 'webhook',
    method: 'DELETE',
    path: `${PATH}/${encodeURIComponent(id)}`
  })
}
