import { type RouteDocs, textReply } from '../../src/contract/route-docs.ts'

const FORM = 'application/x-www-form-urlencoded'
const SIGNATURE =
  'The signature is the HMAC-SHA1 of the URL under `PUBLIC_URL` and the sorted parameters with the auth token, in base64.'
const REFUSED = textReply('The signature is missing or wrong. Nothing is kept.', 'Invalid signature')

const MESSAGE = {
  MessageSid: 'SM00000000000000000000000000000001',
  AccountSid: 'AC00000000000000000000000000000001',
  From: '+15005550006',
  To: '+15005550001',
  Body: 'Hello',
  NumMedia: '0'
}
const STATUS = {
  MessageSid: 'SM00000000000000000000000000000002',
  MessageStatus: 'undelivered',
  ErrorCode: '30003',
  ErrorMessage: 'Unreachable destination handset'
}

function routes(about: Pick<RouteDocs, 'summary' | 'link' | 'replies'>, more: string, example: object) {
  const shared: RouteDocs = { ...about, description: `${more} ${SIGNATURE}`, access: 'sender' }
  return {
    post: { ...shared, body: { contentType: FORM, examples: { form: example } } },
    get: {
      ...shared,
      summary: `${about.summary}, where the console says GET`,
      description: `${more} The parameters are those of the form, in the query; the signature covers the URL alone. Without a query it is 405.`
    }
  } as const satisfies Record<string, RouteDocs>
}

export const messageDocs = routes(
  {
    summary: 'Incoming messages from Twilio',
    link: 'https://www.twilio.com/docs/messaging/guides/webhook-request',
    replies: {
      200: textReply(
        'It is kept, or was kept before. The answer says nothing, because anything else would be sent to the guest.',
        '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
        'text/xml'
      ),
      401: REFUSED
    }
  },
  'SMS, MMS, RCS, WhatsApp and Messenger.',
  MESSAGE
)

export const statusDocs = routes(
  {
    summary: 'Status callbacks from Twilio',
    link: 'https://www.twilio.com/docs/messaging/guides/track-outbound-message-status',
    replies: { 200: textReply('It is kept, or was kept before.', 'OK'), 401: REFUSED }
  },
  'What became of a message that the hotel sent.',
  STATUS
)
