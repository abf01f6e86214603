import type { FastifyReply, FastifyRequest } from 'fastify'
import { SmsMessage, SmsStatus } from '../../schemas/sms.ts'
import { type Channel, type Receipt, Refused } from '../../src/channel.ts'
import { messages, statuses } from './docs.ts'
import { readMessage } from './message.ts'
import { parameters } from './parameters.ts'
import { readStatus } from './status.ts'
import { twilioSignature } from './twilio-signature.ts'

// Anything else in a 200 would be sent to the guest as a text message.
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

// Twilio's texts have at most 1,600 characters.
const BODY_LIMIT = 64 * 1024

export const sms: Channel = {
  name: 'sms',
  title: 'SMS (Twilio)',
  sendsAgain: false,
  endpoints: ['', '/status'],
  secrets: [
    {
      variable: 'TWILIO_AUTH_TOKEN',
      authenticates: true,
      without: 'anyone who finds the URL can post guest messages'
    }
  ],

  proofs: (_endpoint, secrets) => [{ verifier: twilioSignature, secrets: secrets('TWILIO_AUTH_TOKEN') }],

  async plugin(app, { secrets, guard, receive }) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).type('text/plain').send(error.message)
    })

    const prove = guard({ proofs: sms.proofs('', secrets), parse: parameters })

    const message = async (request: FastifyRequest, reply: FastifyReply) => {
      throwIfStrange(request, await receive(request, { source: 'twilio', normalize: readMessage }))
      return reply.type('text/xml').send(NOTHING_TO_SAY)
    }
    const status = async (request: FastifyRequest, reply: FastifyReply) => {
      throwIfStrange(request, await receive(request, { source: 'twilio', normalize: readStatus }))
      return reply.type('text/plain').send('OK')
    }

    const post = { bodyLimit: BODY_LIMIT, preValidation: prove, attachValidation: true }
    app.post('/', { ...post, config: { docs: messages.post }, schema: { body: SmsMessage } }, message)
    app.post('/status', { ...post, config: { docs: statuses.post }, schema: { body: SmsStatus } }, status)

    // Any number and any callback can be set to GET in the console.
    const get = { preValidation: [queryAsForm, prove, formAsQuery], attachValidation: true, exposeHeadRoute: false }
    app.get('/', { ...get, config: { docs: messages.get }, schema: { querystring: SmsMessage } }, message)
    app.get('/status', { ...get, config: { docs: statuses.get }, schema: { querystring: SmsStatus } }, status)
  }
}

/** With GET all parameters are in the query, which is kept and read as the form that it is. A browser has none. */
async function queryAsForm(request: FastifyRequest, reply: FastifyReply) {
  const query = /\?(.+)$/s.exec(request.raw.url ?? '')?.[1]
  if (query === undefined) return reply.callNotFound()
  request.body = Buffer.from(query)
  request.arrival.contentType = 'application/x-www-form-urlencoded'
}

/** Fastify validates the query of a GET, and its own parser of queries is not the one that was proven. */
async function formAsQuery(request: FastifyRequest): Promise<void> {
  request.query = request.body
}

/** Twilio repeats nothing it got an answer to: what is authentic is kept and answered with a 200, whatever it is. */
function throwIfStrange({ arrival }: FastifyRequest, { fault }: Receipt): void {
  if (fault?.name === 'Unreadable' && !arrival.verified) throw fault
}
