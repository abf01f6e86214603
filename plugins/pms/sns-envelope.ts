import { Type } from '@sinclair/typebox'
import type { Envelope } from './envelope.ts'

const Message = Type.Object({ Type: Type.String(), MessageId: Type.String(), TopicArn: Type.String() })

/**
 * The envelope of Amazon SNS: the payload is JSON in the text `Message`. A subscription is only confirmed when somebody opens
 * `SubscribeURL`. Bellhook makes no requests for a sender, so the confirmation becomes the event `subscription.confirmation_requested`,
 * with the URL for the operator.
 */
export function snsEnvelope(): Envelope<typeof Message> {
  return {
    schema: Message,
    at: ['Message'],
    hasPayload: ({ Type: type }) => type === 'Notification',
    normalize({ Type: type }, fields) {
      const topic = fields.id('TopicArn')
      if (type !== 'SubscriptionConfirmation' && type !== 'UnsubscribeConfirmation') {
        return [{ path: '/Type', problem: 'is not a known word', cause: 'unknown_type' }]
      }
      const subscription = { externalId: topic, action: type, confirmUrl: fields.text('SubscribeURL') ?? null }
      return [
        {
          type: 'subscription.confirmation_requested',
          kind: 'subscription',
          id: topic,
          key: [fields.id('MessageId')],
          time: fields.instant('Timestamp'),
          data: { subscription }
        }
      ]
    }
  }
}
