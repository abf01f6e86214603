import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

const DRAIN_MS = 10_000

/**
 * SIGTERM under load: every request that is on an open connection by then gets its 2xx, and the process ends with 0 in
 * time. One that is sent while the gateway closes that connection may break, and is only reported.
 */
export const terminateGateway: Fault = async ({ gateway, senders, fail }, { cycles, say }) => {
  let slowest = 0
  let broken = 0
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await sleep(Math.random() * 500)
    const failures = senders.watchOpenLines()
    const { code, milliseconds } = await gateway.terminate()
    // The last answers may be read a moment after the end.
    await sleep(100)
    const { sent, late } = failures()
    broken += late.length
    if (sent.length > 0) fail(`SIGTERM ${cycle}: requests on open connections got no 2xx but ${sent.join(', ')}`)
    if (code !== 0) fail(`SIGTERM ${cycle}: the exit code was ${code}`)
    if (milliseconds > DRAIN_MS) fail(`SIGTERM ${cycle}: it took ${Math.round(milliseconds)} ms to end`)
    slowest = Math.max(slowest, milliseconds)
    await gateway.start()
    say(`ended ${cycle} of ${cycles}, the slowest in ${Math.round(slowest)} ms; ${broken} requests came as it closed`)
  }
}
