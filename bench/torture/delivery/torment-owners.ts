import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../../../src/config/limits.ts'
import { openPool } from '../../open-pool.ts'
import { type DeliveryTally, type FeedEntry, judgeDeliveries } from './judge-deliveries.ts'
import { startSlowReceiver } from './slow-receiver.ts'
import { PATIENCE_MS, startTwoGateways } from './two-gateways.ts'

export interface Torment {
  databaseUrl: string
  /** `kill -9` of the owner, so many times. */
  kills: number
  /** SIGSTOP of the owner, so many times, each until another gateway has sent something, and at least for `seconds`. */
  freezes: number
  seconds: number
  /** Other bounds. Undefined: the gateway as it is shipped. */
  limits?: Partial<Limits['destinations']> | undefined
  say(progress: string): void
}

const DESTINATION = 'butler'
const EVENTS_PER_INCIDENT = 60
const LONGEST_PAUSE_MS = 500
/** For requests of a gateway that should send none any more. */
const LATE_MS = 1_000

/** Kills and freezes the gateway that sends, beside another one that takes over. Compares what arrives with the feed. */
export async function tormentOwners(torment: Torment): Promise<DeliveryTally> {
  const { databaseUrl, kills, freezes, seconds, limits, say } = torment
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-torture-'))
  for (const name of ['first', 'second']) await mkdir(join(folder, name))
  const receiver = await startSlowReceiver()
  const pool = openPool(databaseUrl, 1)
  const gateways = await startTwoGateways({ databaseUrl, folder, destination: DESTINATION, limits })
  const incidents: number[] = []
  try {
    const [first] = gateways.all
    if (first === undefined) throw new Error('there is no gateway')
    await gateways.createDestination(first, `http://127.0.0.1:${receiver.port}/`)
    for (let kill = 1; kill <= kills; kill++) {
      await killOwner()
      say(`killed ${kill} of ${kills}`)
    }
    for (let freeze = 1; freeze <= freezes; freeze++) {
      await freezeOwner()
      say(`frozen ${freeze} of ${freezes}`)
    }
    await waitFor(async () => (await gateways.isSettled(first)) && receiver.open() === 0, 'all events are settled')
    const problems = gateways.all.flatMap(({ crashes }) => crashes)
    const { accepted } = receiver
    return judgeDeliveries({ feed: await readFeed(), accepted, incidents, problems })
  } finally {
    await gateways.stop()
    receiver.close()
    await pool.end()
    await rm(folder, { recursive: true, force: true })
  }

  /** At a random moment, or while its requests wait for their answers. */
  async function killOwner(): Promise<void> {
    const { owner, other } = await gateways.owner()
    const storing = gateways.storeEvents(other, EVENTS_PER_INCIDENT)
    if (incidents.length % 2 === 0) {
      receiver.hold()
      await waitFor(() => receiver.open() > 0, 'requests wait')
      await storing
    }
    await sleep(Math.random() * LONGEST_PAUSE_MS)
    await owner.kill()
    incidents.push(receiver.accepted.length)
    receiver.release()
    await storing
    await owner.start()
  }

  async function freezeOwner(): Promise<void> {
    const { owner, other } = await gateways.owner()
    const storing = gateways.storeEvents(other, EVENTS_PER_INCIDENT)
    await sleep(Math.random() * LONGEST_PAUSE_MS)
    const pid = owner.pid()
    if (pid === undefined) throw new Error('the owner is not running')
    process.kill(pid, 'SIGSTOP')
    incidents.push(receiver.accepted.length)
    const began = Date.now()
    try {
      await storing
      await waitFor(() => gateways.isSettled(other), 'the other gateway has sent everything')
      await sleep(Math.max(0, seconds * 1_000 - (Date.now() - began)))
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await gateways.storeEvents(other, EVENTS_PER_INCIDENT)
    // The gateway that was frozen runs again. What it sends now, it sends beside the new owner.
    await waitFor(() => gateways.isSettled(owner), 'all events are settled')
    await sleep(LATE_MS)
  }

  async function readFeed(): Promise<FeedEntry[]> {
    const { rows } = await pool.query<FeedEntry>('select id, lane::text as lane from events order by position')
    return rows
  }
}

async function waitFor(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) if (await condition()) return
  throw new Error(`waited in vain: ${what}`)
}
