import { jsonReply, type RouteDocs, textReply } from '../../src/contract/route-docs.ts'
import { EXAMPLE } from './example.ts'

const LINK = 'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview'

export const handshake: RouteDocs = {
  summary: 'Meta asks whether the URL is yours',
  description:
    'Meta calls it once, when the callback URL is saved in its console. The challenge comes back where the verify token is one of ' +
    '`WHATSAPP_VERIFY_TOKEN`. While none is set the answer is always 403.',
  access: 'anyone',
  link: LINK,
  replies: {
    200: textReply('The challenge, as it came.', '1158201444'),
    403: textReply('Another token, another mode, or no token is set.', 'Forbidden')
  }
}

export const deliveries: RouteDocs = {
  summary: 'Messages, statuses and account news from Meta',
  description:
    'The signature is the HMAC-SHA256 of the exact body with the app secret, in hex behind `sha256=`. What is proven and still cannot ' +
    'be read is kept as quarantined and answered with 200, because Meta repeats anything else for a week.',
  access: 'sender',
  link: LINK,
  body: { contentType: 'application/json', examples: { message: EXAMPLE } },
  replies: {
    200: textReply('It is kept, or was kept before.', 'OK'),
    400: jsonReply('The body is no JSON. It is kept as quarantined.', {}),
    401: textReply('The signature is missing or wrong. Nothing is kept.', 'Invalid signature')
  }
}
