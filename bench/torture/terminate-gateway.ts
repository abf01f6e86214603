import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

const DRAIN_MS = 10_000

/** SIGTERM under load: every request on an open connection gets its 2xx, and the process ends with 0 in time. */
export const terminateGateway: Fault = async ({ gateway, senders, fail }, { cycles, say }) => {
  let slowest = 0
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await sleep(Math.random() * 500)
    const failures = senders.watchOpenLines()
    const { code, milliseconds } = await gateway.terminate()
    // The last answers may be read a moment after the end.
    await sleep(100)
    const unanswered = failures()
    if (unanswered.length > 0) fail(`SIGTERM ${cycle}: open connections got no 2xx but ${unanswered.join(', ')}`)
    if (code !== 0) fail(`SIGTERM ${cycle}: the exit code was ${code}`)
    if (milliseconds > DRAIN_MS) fail(`SIGTERM ${cycle}: it took ${Math.round(milliseconds)} ms to end`)
    slowest = Math.max(slowest, milliseconds)
    await gateway.start()
    say(`ended ${cycle} of ${cycles}, the slowest in ${Math.round(slowest)} ms`)
  }
}
