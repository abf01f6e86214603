import { WhatsAppHandshake, WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { type Channel, Refused } from '../../src/channel.ts'
import { exactJson, json } from '../../src/parse.ts'
import { hmac, matches } from '../../src/verify.ts'
import { deliveries, handshake } from './docs.ts'
import { EXAMPLE } from './example.ts'
import { normalize } from './normalize.ts'

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications */
const signature = hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' })

// The only id that is a JSON number, which may outgrow what a double holds.
const NUMERIC_ID = '"message_template_id"'

export const whatsapp: Channel = {
  name: 'whatsapp',
  title: 'WhatsApp (Meta Cloud API)',
  sendsAgain: true,
  endpoints: [''],
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

  proofs: (_endpoint, secrets) => [{ verifier: signature, secrets: secrets('WHATSAPP_APP_SECRET') }],

  async plugin(app, { secrets, guard, receive }) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).type('text/plain').send(error.message)
    })

    // The challenge is echoed as it came: it can be longer than a number, and must not be read as HTML.
    app.get(
      '/',
      { config: { docs: handshake }, schema: { querystring: WhatsAppHandshake }, attachValidation: true },
      async (request, reply) => {
        const token = request.validationError ? undefined : request.query['hub.verify_token']
        const known = matches(token, secrets('WHATSAPP_VERIFY_TOKEN')) === 'ok'
        reply.type('text/plain').header('x-content-type-options', 'nosniff')
        return known ? request.query['hub.challenge'] : reply.code(403).send('Forbidden')
      }
    )

    // Meta repeats anything but a 200 for up to 7 days, so only bytes that are no JSON at all get a 400.
    app.post(
      '/',
      {
        config: { docs: deliveries },
        preValidation: guard({
          proofs: whatsapp.proofs('', secrets),
          parse: (body) => (body.includes(NUMERIC_ID) ? exactJson(body) : json(body))
        }),
        schema: { body: WhatsAppPayload },
        attachValidation: true
      },
      async (request, reply) => {
        const { fault } = await receive(request, { source: 'whatsapp', normalize })
        if (fault?.name === 'Unreadable') throw fault
        return reply.type('text/plain').send('OK')
      }
    )
  }
}
