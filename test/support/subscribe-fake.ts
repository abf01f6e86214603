import { apaleoSubscriptions } from '../../plugins/pms/records/apaleo-subscriptions.ts'
import { cloudbedsSubscriptions } from '../../plugins/pms/records/cloudbeds-subscriptions.ts'
import { guestySubscriptions } from '../../plugins/pms/records/guesty-subscriptions.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { Fake } from '../../src/fakes/fake.ts'
import { SUBSCRIPTIONS } from '../../src/fakes/records.ts'

export const GUESTY_SECRET = `whsec_${Buffer.from('test_guesty_secret_0123').toString('base64')}`
export const HOSTAWAY_LOGIN = 'fake:test_hostaway_password_0123'

/** Lets a fake post its webhooks to a gateway, as if somebody had subscribed at the vendor. */
export function subscribeFake(fake: Fake, url: string): void {
  const put = (id: string, record: JsonObject): void => fake.records.put(SUBSCRIPTIONS, id, record)
  switch (fake.source) {
    case 'cloudbeds': {
      for (const name of cloudbedsSubscriptions.events) {
        const [entity, action] = name.split('/')
        const id = `test-${name}`
        const subscription = { id, key: { type: 'property', id: '318000' }, event: { entity, action } }
        put(id, { ...subscription, subscriptionType: 'webhook', subscriptionData: { endpoint: url } })
      }
      break
    }
    case 'apaleo':
      put('test', { id: 'test', endpointUrl: url, events: [...apaleoSubscriptions.events], propertyIds: [] })
      break
    case 'guesty':
      put('test', { _id: 'test', url, events: [...guestySubscriptions.events], secret: GUESTY_SECRET })
      break
    case 'hostaway': {
      const [login = '', password = ''] = HOSTAWAY_LOGIN.split(':')
      put('700', { id: 700, isEnabled: 1, url, login, password, alertingEmailAddress: null })
      break
    }
    default:
      fake.setWebhooks({ url })
  }
}
