import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from './gateway.ts'
import type { Fault } from './stage.ts'

/** A worker that is killed while it starts is replaced after a longer pause, up to a minute. */
const REPLACED_MS = 90_000
const STARTED_MS = 5_000

/** `kill -9` of one worker, at a random moment under load. The others go on, and the first process replaces it after a second. */
export const killWorker: Fault = async ({ gateway, senders, fail }, { cycles, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const workers = await untilReplaced(gateway)
    const worker = workers[Math.floor(Math.random() * workers.length)]
    if (worker === undefined) return fail('a worker that ended was not replaced')
    await senders.more()
    await sleep(Math.random() * STARTED_MS)
    process.kill(worker, 'SIGKILL')
    while (childrenOf(gateway.pid()).includes(worker)) await sleep(10)
    say(`killed ${cycle} of ${cycles}`)
  }
  if ((await untilReplaced(gateway)).length === 0) fail('the last worker that ended was not replaced')
}

/** The workers once there are two again, or none if there never are. */
async function untilReplaced(gateway: Gateway): Promise<number[]> {
  for (const deadline = Date.now() + REPLACED_MS; Date.now() < deadline; await sleep(100)) {
    const workers = childrenOf(gateway.pid())
    if (workers.length > 1) return workers
  }
  return []
}

/** Linux only. */
function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}
