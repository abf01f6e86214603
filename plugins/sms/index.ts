import type { FastifyReply, FastifyRequest } from 'fastify'
import { SmsMessage, SmsStatus } from '../../schemas/sms.ts'
import { apiSettings } from '../../src/contract/api-settings.ts'
import type { Channel } from '../../src/contract/channel.ts'
import type { CredentialStore } from '../../src/contract/credentials.ts'
import { hasTooManyPairs } from '../../src/contract/decode.ts'
import { defineEndpoint } from '../../src/contract/endpoint.ts'
import { Refused } from '../../src/contract/refused.ts'
import { type DeliveryOutcome, invalid, text } from '../../src/contract/reply.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import { messageDocs, statusDocs } from './docs.ts'
import { readMessage } from './message.ts'
import { parameters, QUERY_FORM } from './parameters.ts'
import { twilioRecords } from './records.ts'
import { isIncomingMessage, readStatus } from './status.ts'
import { tokenOf, twilioSignature } from './twilio-signature.ts'

// Anything else in a 200 would be sent to the guest as a text message.
const EMPTY_TWIML = text(200, '<?xml version="1.0" encoding="UTF-8"?><Response></Response>', 'text/xml')
const OK = text(200, 'OK')

const twilio = {
  source: 'twilio',
  credentials: (store: CredentialStore) => [{ verifier: twilioSignature, secrets: store.secrets('TWILIO_AUTH_TOKEN') }],
  // A text has at most 1,600 characters, but the answers to a flow can be long.
  bodyLimit: 256 * 1024,
  // The signature sorts all parameters.
  isFlood: hasTooManyPairs,
  readsQuery: true,
  decode: parameters,
  onInvalid: 'quarantine'
} as const

const messages = defineEndpoint({
  ...twilio,
  path: '',
  schema: SmsMessage,
  normalize: readMessage,
  reply: (outcome) => unreadableByStranger(outcome) ?? EMPTY_TWIML,
  docs: messageDocs.post
})

const statuses = defineEndpoint({
  ...twilio,
  path: '/status',
  schema: SmsStatus,
  normalize: (callback, context) => (isIncomingMessage(callback) ? readMessage : readStatus)(callback, context),
  reply: (outcome, { payload }) =>
    payload !== undefined && isIncomingMessage(payload) ? EMPTY_TWIML : (unreadableByStranger(outcome) ?? OK),
  repliesToBody: true,
  docs: statusDocs.post
})

/** Settings of the message list. TWILIO_AUTH_TOKEN is a setting already. */
const ofApi = apiSettings({ name: 'twilio', title: 'Twilio', credential: twilioRecords.records.credential }).filter(
  ({ variable }) => variable !== 'TWILIO_AUTH_TOKEN'
)

export const sms: Channel = {
  name: 'sms',
  title: 'SMS (Twilio)',
  sendsAgain: false,
  endpoints: [messages, statuses],
  records: [twilioRecords],
  secrets: [
    {
      variable: 'TWILIO_AUTH_TOKEN',
      authenticates: true,
      secretOf: tokenOf,
      without: 'anyone who finds the URL can post guest messages'
    },
    ...ofApi
  ],

  async plugin(app, { verify, deliver }) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).type('text/plain').send(error.message)
    })

    const [verifyMessage, verifyStatus] = [verify(messages), verify(statuses)]
    const { bodyLimit } = twilio
    app.post(
      '/',
      {
        bodyLimit,
        config: { docs: messageDocs.post },
        schema: { body: SmsMessage },
        preValidation: verifyMessage
      },
      deliver(messages)
    )
    app.post(
      '/status',
      {
        bodyLimit,
        config: { docs: statusDocs.post },
        schema: { body: SmsStatus },
        preValidation: verifyStatus
      },
      deliver(statuses)
    )

    // Any number and any callback can be set to GET in Twilio's console.
    const get = { attachValidation: true, exposeHeadRoute: false }
    app.get(
      '/',
      {
        ...get,
        config: { docs: messageDocs.get },
        schema: { querystring: SmsMessage },
        preValidation: [queryAsForm, verifyMessage]
      },
      deliver(messages)
    )
    app.get(
      '/status',
      {
        ...get,
        config: { docs: statusDocs.get },
        schema: { querystring: SmsStatus },
        preValidation: [queryAsForm, verifyStatus]
      },
      deliver(statuses)
    )
  }
}

/** With GET, the query has all parameters. It is verified, stored, and read as a form. */
async function queryAsForm(request: FastifyRequest, reply: FastifyReply) {
  const query = /\?(.+)$/s.exec(request.raw.url ?? '')?.[1]
  // A browser that opens the URL has no query.
  if (query === undefined) return reply.callNotFound()
  request.body = Buffer.from(query)
  request.raw.headers['content-type'] = QUERY_FORM
}

/** Twilio sends nothing again that was answered: what is authentic is stored and answered with a 200, whatever it is. */
function unreadableByStranger({ fault, verified }: DeliveryOutcome) {
  return fault instanceof Undecodable && !verified ? invalid(fault) : undefined
}
