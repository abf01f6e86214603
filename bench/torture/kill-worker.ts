import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from './gateway.ts'
import type { Fault } from './stage.ts'

const REPLACED_MS = 30_000

/** `kill -9` of one worker, at a random moment under load. The others go on, and the first process replaces it after a second. */
export const killWorker: Fault = async ({ gateway, senders, fail }, { cycles, say }) => {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const workers = await untilReplaced(gateway)
    const worker = workers[Math.floor(Math.random() * workers.length)]
    if (worker === undefined) return fail('a worker that ended was not replaced')
    await senders.more()
    await sleep(Math.random() * 500)
    process.kill(worker, 'SIGKILL')
    say(`killed ${cycle} of ${cycles}`)
  }
  if ((await untilReplaced(gateway)).length === 0) fail('the last worker that ended was not replaced')
}

/** The workers once there are two again, or none after half a minute. */
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
