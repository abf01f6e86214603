import type { Attack, Attacker } from '../attack.ts'
import { MIB } from '../bodies.ts'

const LARGE = 6
const FORMS = 128
const FORM_BYTES = 64 * 1024
const FORMS_LATER_MS = 1_000

/** Uses up a shared budget of bytes with bodies that lack their last byte. */
export const unfinishedBodies: Attack = {
  name: 'unfinished-bodies',
  what: '6 bodies of 4 MiB and 128 SMS forms that lack the last byte',
  seconds: 8,
  alsoFromOneAddress: true,
  run: (attacker) =>
    attacker.repeat(LARGE + FORMS, async (lane) => {
      if (lane < LARGE) return leaveUnfinished(attacker, '/webhooks/whatsapp', 4 * MIB)
      // Together they would exceed the budget before the large ones are complete, and be refused.
      await attacker.pause(FORMS_LATER_MS)
      await leaveUnfinished(attacker, '/webhooks/sms', FORM_BYTES)
    }),
  control: { without: 'a share of the bytes for each address', violates: ['requests'] }
}

async function leaveUnfinished({ connect, write, closed }: Attacker, path: string, bytes: number): Promise<void> {
  const socket = await connect()
  if (socket === undefined) return
  await write(socket, `POST ${path} HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: ${bytes}\r\n\r\n`)
  await write(socket, Buffer.alloc(bytes - 1, 'a'))
  await closed(socket)
}
