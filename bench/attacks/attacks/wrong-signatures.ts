import { signedRequest } from '../../traffic.ts'
import type { Attack } from '../attack.ts'

const LANES = 24
const BYTES = 3_000_000
const WRONG = { secret: 'not the secret' }
/** Requests whose signature is checked, in all. */
const MOST_CHECKED = 150

/** Twilio sends nothing again, so its route refuses nobody for what others behind the same address did. */
export const wrongSignatures: Attack = {
  name: 'wrong-signatures',
  what: 'bodies of 3 MB and forms of 60 KB with wrong signatures on 24 connections',
  alsoFromOneAddress: true,
  async run({ repeat, request, found }) {
    const large = signedRequest('whatsapp', Buffer.alloc(BYTES, 'a'), WRONG)
    const form = signedRequest('sms', `Body=${'a'.repeat(60_000)}`, WRONG)
    let checked = 0
    await repeat(LANES, async (lane) => {
      if (lane % 2 === 0) return request(form)
      const answer = await request(large)
      if (answer?.status === 401) checked++
    })
    if (checked > MOST_CHECKED) found(`${checked} wrong signatures of 3 MB were checked, the bound is ${MOST_CHECKED}`)
  },
  control: { without: 'a throttle for wrong signatures', violates: ['attack', 'requests', 'memory'] }
}
