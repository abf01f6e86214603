import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/**
 * `kill -9` of all of PostgreSQL under load. The kernel keeps what was written, so this proves that commits are written
 * before answers, and not what a power cut does: that rests on fsync.
 */
export const killPostgres: Fault = async ({ postgres, senders }, { cycles, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await sleep(Math.random() * 500)
    await postgres.kill()
    await sleep(Math.random() * 1_000)
    await postgres.start()
    say(`killed ${cycle} of ${cycles}`)
  }
}
