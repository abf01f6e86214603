import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** The database's disk is full under load, and is freed again. It may end meanwhile, and is then started again. */
export const fillDisk: Fault = async ({ disk, postgres, senders, fail }, { cycles, seconds, say }) => {
  if (disk === undefined) throw new Error('only a small disk can be filled')
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await senders.more()
    await disk.fill()
    await sleep(seconds * 1_000)
    const fate = postgres.isRunning() ? 'stayed' : 'ended'
    await disk.free()
    await postgres.start()
    say(`full for ${seconds} s, ${cycle} of ${cycles}; PostgreSQL ${fate}`)
  }
  if (!(await postgres.log()).includes('No space left on device')) fail('the disk was never full')
}
