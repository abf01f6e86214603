import { isJsonObject } from '../../../schemas/json-object.ts'
import type { Subscription, Subscriptions } from '../../../src/contract/subscriptions.ts'
import { queryOf } from './query.ts'
import { objectsIn, textOf } from './rows.ts'

const ACTIONS: Readonly<Record<string, string>> = {
  reservation:
    'created status_changed dates_changed accommodation_status_changed accommodation_type_changed accommodation_changed ' +
    'accommodation_removed deleted notes_changed custom_fields_changed',
  guest: 'created assigned removed details_changed accommodation_changed',
  housekeeping: 'room_condition_changed housekeeping_room_occupancy_status_changed',
  roomblock: 'created removed details_changed',
  integration: 'appstate_changed'
}

/** One subscription for each event: https://developers.cloudbeds.com/docs/webhooks */
export const cloudbedsSubscriptions: Subscriptions = {
  list: () => ({ name: 'subscriptions', method: 'GET', path: '/api/v1.3/getWebhooks' }),
  read(body) {
    if (isJsonObject(body) && body['success'] === false) return undefined
    return objectsIn(body, 'data')?.flatMap((row): Subscription[] => {
      const { event, subscriptionData } = row
      const id = textOf(row['id']) ?? textOf(row['subscriptionID'])
      if (id === undefined || !isJsonObject(event) || !isJsonObject(subscriptionData)) return []
      const name = `${textOf(event['entity'])}/${textOf(event['action'])}`
      return [{ id, url: textOf(subscriptionData['endpoint']) ?? '', events: [name], isEnabled: true }]
    })
  },
  events: Object.entries(ACTIONS).flatMap(([entity, actions]) =>
    actions.split(' ').map((action) => `${entity}/${action}`)
  ),
  together: (events) => events.map((event) => [event]),
  create({ url, events }) {
    const [object = '', action = ''] = (events[0] ?? '').split('/')
    const form = { object, action, endpointUrl: url }
    return { name: 'subscribed', method: 'POST', path: '/api/v1.3/postWebhook', form }
  },
  idOf: (body) => textOf(Object(Object(body)['data'])['subscriptionID']),
  // Five a second are allowed, and the gateway makes at most three in any second.
  budget: { capacity: 1, perSecond: 1.5 },
  remove: ({ id }) => ({
    name: 'unsubscribed',
    method: 'DELETE',
    path: `/api/v1.3/deleteWebhook${queryOf({ subscriptionID: id })}`
  })
}
