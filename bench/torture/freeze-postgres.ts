import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** SIGSTOP of all of PostgreSQL under load: connections stay open and nothing answers. Then it goes on. */
export const freezePostgres: Fault = async ({ postgres, senders }, { cycles, seconds, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    const goOn = postgres.freeze()
    await sleep(seconds * 1_000)
    goOn()
    say(`frozen for ${seconds} s, ${cycle} of ${cycles}`)
  }
}
