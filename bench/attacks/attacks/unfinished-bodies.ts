import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack, Attacker } from '../attack.ts'
import { MIB } from '../bodies.ts'

/** Together they have 320 MiB, more than the process may hold beside what it needs. */
const LARGE = 80
/** All lanes together send 130 MB a second, as much as a network of 1 Gbit/s brings. */
const BLOCK_BYTES = 256 * 1024
const BLOCK_EVERY_MS = 160
const FORMS = 128
const FORM_BYTES = 64 * 1024
const FORMS_LATER_MS = 1_000

/** Fills the memory for bodies with bodies that lack their last byte. */
export const unfinishedBodies: Attack = {
  name: 'unfinished-bodies',
  what: '80 bodies of 4 MiB and 128 SMS forms that lack the last byte',
  seconds: 8,
  alsoFromOneAddress: true,
  run: (attacker) =>
    attacker.repeat(LARGE + FORMS, async (lane) => {
      if (lane < LARGE) return leaveUnfinished(attacker, '/webhooks/whatsapp', 4 * MIB)
      // The large bodies have used up the memory before.
      await attacker.pause(FORMS_LATER_MS)
      await leaveUnfinished(attacker, '/webhooks/sms', FORM_BYTES)
    }),
  control: {
    without: 'a bound on the bytes of all bodies',
    violates: ['memory', 'process', 'requests'],
    limits: { http: { bodiesBytes: UNBOUNDED } }
  }
}

async function leaveUnfinished(
  { connect, write, closed, pause }: Attacker,
  path: string,
  bytes: number
): Promise<void> {
  const socket = await connect()
  if (socket === undefined) return
  await write(socket, `POST ${path} HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: ${bytes}\r\n\r\n`)
  for (let left = bytes - 1; left > 0; left -= BLOCK_BYTES) {
    if (!(await write(socket, Buffer.alloc(Math.min(left, BLOCK_BYTES), 'a')))) break
    await pause(BLOCK_EVERY_MS)
  }
  await closed(socket)
}
