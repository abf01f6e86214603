import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** `kill -9` of the gateway, at a random moment under load. */
export const killGateway: Fault = async ({ gateway, senders }, { cycles, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await sleep(Math.random() * 500)
    await gateway.kill()
    await gateway.start()
    say(`killed ${cycle} of ${cycles}`)
  }
}
