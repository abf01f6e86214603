import { WhatsAppHandshake, WhatsAppPayload } from '../../schemas/whatsapp.ts'
import type { Channel } from '../../src/contract/channel.ts'
import { exactJson } from '../../src/contract/decode.ts'
import { defineEndpoint } from '../../src/contract/endpoint.ts'
import { Refused } from '../../src/contract/refused.ts'
import { invalid, text } from '../../src/contract/reply.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import { hmac } from '../../src/contract/verifiers.ts'
import { deliveries, handshake } from './docs.ts'
import { EXAMPLE } from './example.ts'
import { normalize } from './normalize.ts'

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications */
const signature = hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' })

const messages = defineEndpoint({
  path: '',
  source: 'whatsapp',
  credentials: (store) => [{ verifier: signature, secrets: store.secrets('WHATSAPP_APP_SECRET') }],
  // Any id can be a JSON number, which may have more digits than a double holds.
  decode: exactJson,
  schema: WhatsAppPayload,
  normalize,
  onInvalid: 'quarantine',
  // Meta sends again for up to 7 days whatever is not answered with 200, so only bytes that are not JSON get a 400.
  reply: ({ fault }) => (fault instanceof Undecodable ? invalid(fault) : text(200, 'OK')),
  docs: deliveries
})

export const whatsapp: Channel = {
  name: 'whatsapp',
  title: 'WhatsApp (Meta Cloud API)',
  sendsAgain: true,
  endpoints: [messages],
  secrets: [
    {
      variable: 'WHATSAPP_APP_SECRET',
      authenticates: true,
      without: 'anyone who finds the URL can post guest messages'
    },
    {
      variable: 'WHATSAPP_VERIFY_TOKEN',
      authenticates: false,
      without: 'Meta cannot confirm the callback URL'
    }
  ],

  example: {
    contentType: 'application/json',
    body: JSON.stringify(EXAMPLE)
  },

  async plugin(app, { hasToken, verify, deliver }) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).type('text/plain').send(error.message)
    })

    // The challenge is echoed as it was sent. It can have more digits than a number holds, and must not be read as HTML.
    app.get(
      '/',
      { config: { docs: handshake }, schema: { querystring: WhatsAppHandshake }, attachValidation: true },
      async (request, reply) => {
        const token = request.validationError ? undefined : request.query['hub.verify_token']
        const isKnown = hasToken(request, 'WHATSAPP_VERIFY_TOKEN', token)
        reply.type('text/plain').header('x-content-type-options', 'nosniff')
        return isKnown ? request.query['hub.challenge'] : reply.code(403).send('Forbidden')
      }
    )

    app.post(
      '/',
      { config: { docs: messages.docs }, schema: { body: WhatsAppPayload }, preValidation: verify(messages) },
      deliver(messages)
    )
  }
}
