import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** The network to the database fails under load: in one direction, in the other, and with refused connections. */
export const blackHole: Fault = async ({ proxy, senders }, { cycles, seconds, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    for (const mode of ['swallow-requests', 'swallow-replies', 'refuse'] as const) {
      await senders.more()
      proxy.set(mode)
      await sleep(seconds * 1_000)
      proxy.set('forward')
      say(`${mode} for ${seconds} s, ${cycle} of ${cycles}`)
    }
  }
}
