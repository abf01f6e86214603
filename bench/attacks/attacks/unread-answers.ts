import type { Attack } from '../attack.ts'

const LANES = 50
const AT_ONCE = 2_000
const PATHS = ['/docs', '/docs/json', '/docs/assets/swagger-ui-bundle.js', '/none']

/** Asks for large answers and takes none: they wait in memory. */
export const unreadAnswers: Attack = {
  name: 'unread-answers',
  what: '100,000 requests for /docs and others, and none of the answers is read',
  async run({ repeat, connect, write, closed }) {
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      socket.pause()
      const request = `GET ${PATHS[lane % PATHS.length]} HTTP/1.1\r\nhost: attacks.test\r\n\r\n`
      if (await write(socket, request.repeat(AT_ONCE))) await closed(socket)
    })
  },
  control: { without: 'a bound on answers that wait', violates: ['memory', 'process', 'healthz'] }
}
