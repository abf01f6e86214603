import { SmsMessage, SmsStatus } from '../../schemas/sms.ts'
import { type Channel, Refused } from '../../src/channel.ts'
import { form } from '../../src/parse.ts'
import { readMessage, readStatus } from './normalize.ts'
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

  async plugin(app, { secrets, guard, receive }) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).type('text/plain').send(error.message)
    })

    const preValidation = guard({
      proofs: [{ verifier: twilioSignature, secrets: secrets('TWILIO_AUTH_TOKEN') }],
      parse: form
    })

    // Twilio repeats nothing it got an answer to: what is authentic is kept and answered with a 200, whatever it is.
    app.post(
      '/',
      { bodyLimit: BODY_LIMIT, preValidation, schema: { body: SmsMessage }, attachValidation: true },
      async (request, reply) => {
        const { fault } = await receive(request, { source: 'twilio', normalize: readMessage })
        if (fault?.name === 'Unreadable' && !request.arrival.verified) throw fault
        return reply.type('text/xml').send(NOTHING_TO_SAY)
      }
    )

    app.post(
      '/status',
      { bodyLimit: BODY_LIMIT, preValidation, schema: { body: SmsStatus }, attachValidation: true },
      async (request, reply) => {
        const { fault } = await receive(request, { source: 'twilio', normalize: readStatus })
        if (fault?.name === 'Unreadable' && !request.arrival.verified) throw fault
        return reply.type('text/plain').send('OK')
      }
    )
  }
}
