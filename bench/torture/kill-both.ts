import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** `kill -9` of PostgreSQL under load, and of the gateway while it has to do without. */
export const killBoth: Fault = async ({ gateway, postgres, senders }, { cycles, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await postgres.kill()
    await sleep(Math.random() * 1_000)
    await gateway.kill()
    await postgres.start()
    await gateway.start()
    say(`killed ${cycle} of ${cycles}`)
  }
}
