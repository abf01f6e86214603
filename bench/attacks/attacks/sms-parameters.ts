import type { Attack } from '../attack.ts'
import { freshId, many } from '../bodies.ts'

const LANES = 48
/** With those of the message itself, as many as the gateway takes. */
const COUNT = 990

export const smsParameters: Attack = {
  name: 'sms-parameters',
  what: 'signed SMS forms with 990 parameters, 990 values of one parameter, and 30,000 empty ones',
  async run({ repeat, post }) {
    const forms = [
      many(COUNT, (at) => `&p${at.toString(36)}=${at}`).join(''),
      many(COUNT, (at) => `&p=${at}`).join(''),
      '&a'.repeat(30_000)
    ]
    await repeat(LANES, (lane) => {
      const message = `MessageSid=${freshId('SM')}&From=%2B14155550123&To=%2B14155550100&Body=Hello`
      return post('sms', `${message}${forms[lane % forms.length]}`)
    })
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
