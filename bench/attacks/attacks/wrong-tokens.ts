import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'

const LANES = 20
/** On one connection, before their answers are awaited. */
const AT_ONCE = 20
const PAUSE_MS = 20
/** Answers that say whether a guess was right, in all. */
const MOST_GUESSES = 100

export const wrongTokens: Attack = {
  name: 'wrong-tokens',
  what: 'a flood of wrong API tokens on 20 connections',
  async run({ repeat, connect, write, pause, found }) {
    let tried = 0
    let answered = 0
    await repeat(LANES, async () => {
      const socket = await connect()
      if (socket === undefined) return
      socket.on('data', (chunk: Buffer) => {
        answered += chunk.toString('latin1').split('HTTP/1.1 401').length - 1
      })
      const guess = () => apiRequest('/api/events', { token: `guess-${tried++}` })
      while (await write(socket, Array.from({ length: AT_ONCE }, guess).join(''))) await pause(PAUSE_MS)
      socket.destroy()
    })
    if (answered > MOST_GUESSES)
      found(`${answered} guesses of the API token were answered, the bound is ${MOST_GUESSES}`)
  },
  control: {
    without: 'a throttle for wrong tokens',
    violates: ['attack'],
    limits: { auth: { wrongTokensPerMinute: UNBOUNDED } }
  }
}
