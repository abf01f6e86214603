import type { Attack } from '../attack.ts'
import { MIB, nested } from '../bodies.ts'

const TARGETS = ['POST /webhooks/none', 'POST /docs', 'POST /api/none', 'PUT /webhooks/whatsapp', 'POST /healthz']
const JSON_HEAD = 'HTTP/1.1\r\nhost: attacks.test\r\ncontent-type: application/json\r\n'
/** Blocks of 64 KiB in a body of 64 MiB. */
const BLOCKS = 1_024

/** Sends bodies for which there is no route: 4 MiB of brackets, which take long to parse, and bodies of 64 MiB. */
export const unknownPaths: Attack = {
  name: 'unknown-paths',
  what: 'brackets and bodies of 64 MiB to unknown paths and with wrong methods',
  async run({ repeat, request, connect, write, closed }) {
    const brackets = Buffer.from(nested(2 * MIB - 8, ''))
    const block = Buffer.alloc(64 * 1024, 'a')
    await repeat(TARGETS.length * 2, async (lane) => {
      const line = `${TARGETS[lane % TARGETS.length]} ${JSON_HEAD}`
      if (lane < TARGETS.length) {
        const head = `${line}content-length: ${brackets.length}\r\n\r\n`
        return request(Buffer.concat([Buffer.from(head), brackets]))
      }
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, `${line}content-length: ${block.length * BLOCKS}\r\n\r\n`)
      for (let sent = 0; sent < BLOCKS && (await write(socket, block)); sent++);
      await closed(socket)
    })
  },
  // No limit decides which paths have a route. The control reads and parses the body first.
  control: {
    without: 'answers from the headers alone',
    violates: ['memory', 'process', 'healthz'],
    plant: 'greedy-router'
  }
}
