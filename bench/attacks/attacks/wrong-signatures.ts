import { UNBOUNDED } from '../../limits-with.ts'
import { signedRequest } from '../../traffic.ts'
import type { Attack, Attacker } from '../attack.ts'

const LANES = 24
const BYTES = 3_000_000
const WRONG = { secret: 'not the secret' }
/** Lanes that send small bodies, and how many each sends at once. */
const SMALL_LANES = 4
const AT_ONCE = 10
const EVERY_MS = 50
/** Requests to other routes than SMS whose signatures are checked. The gateway allows 60 a minute, and those under way. */
const MOST_CHECKED = 150

/** Twilio does not send again, so the SMS route never refuses an address for its failures. */
export const wrongSignatures: Attack = {
  name: 'wrong-signatures',
  what: 'bodies of 3 MB, forms of 60 KB, and small bodies with wrong signatures on 24 connections',
  seconds: 8,
  alsoFromOneAddress: true,
  async run(attacker) {
    const large = signedRequest('whatsapp', Buffer.alloc(BYTES, 'a'), WRONG)
    const form = signedRequest('sms', `Body=${'a'.repeat(60_000)}`, WRONG)
    let checked = 0
    await attacker.repeat(LANES, async (lane) => {
      if (lane < SMALL_LANES) return sendSmall(attacker, (count) => (checked += count))
      if (lane % 2 === 0) return attacker.request(form)
      const answer = await attacker.request(large)
      if (answer?.status === 401) checked++
    })
    // An address that passes verification is not throttled: others behind it would be refused as well.
    if (checked > MOST_CHECKED && !attacker.sharesAddress)
      attacker.found(`${checked} wrong signatures were checked, the bound is ${MOST_CHECKED}`)
  },
  control: {
    without: 'a throttle for wrong signatures',
    violates: ['attack'],
    limits: { addresses: { failuresPerMinute: UNBOUNDED } }
  }
}

async function sendSmall({ connect, write, pause }: Attacker, onChecked: (count: number) => void): Promise<void> {
  const small = signedRequest('pms', '{}', WRONG)
  const burst = Buffer.concat(Array.from({ length: AT_ONCE }, () => small))
  const socket = await connect()
  if (socket === undefined) return
  socket.on('data', (chunk: Buffer) => {
    onChecked(chunk.toString('latin1').split('HTTP/1.1 401').length - 1)
  })
  while (await write(socket, burst)) await pause(EVERY_MS)
  socket.destroy()
}
