import { UNBOUNDED } from '../../limits-with.ts'
import { signedRequest } from '../../traffic.ts'
import type { Attack } from '../attack.ts'

const LANES = 40
const BYTES = 3_000_000
const WRONG = { secret: 'not the secret' }
/** Requests to other routes than SMS whose signatures are checked. The gateway allows 60 a minute, and those under way. */
const MOST_CHECKED = 110

/** Twilio does not send again, so the SMS route never refuses an address for its failures. */
export const wrongSignatures: Attack = {
  name: 'wrong-signatures',
  what: 'bodies of 3 MB, forms of 60 KB, and small bodies with wrong signatures on 40 connections',
  seconds: 8,
  alsoFromOneAddress: true,
  async run({ repeat, request, found }) {
    const large = signedRequest('whatsapp', Buffer.alloc(BYTES, 'a'), WRONG)
    const small = signedRequest('pms', '{}', WRONG)
    const form = signedRequest('sms', `Body=${'a'.repeat(60_000)}`, WRONG)
    const kinds = [form, large, small, small]
    let checked = 0
    await repeat(LANES, async (lane) => {
      const bytes = kinds[lane % kinds.length] ?? form
      const answer = await request(bytes)
      if (bytes !== form && answer?.status === 401) checked++
    })
    if (checked > MOST_CHECKED) found(`${checked} wrong signatures were checked, the bound is ${MOST_CHECKED}`)
  },
  control: {
    without: 'a throttle for wrong signatures',
    violates: ['attack'],
    limits: { addresses: { failuresPerMinute: UNBOUNDED } }
  }
}
