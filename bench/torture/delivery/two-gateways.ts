import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../../../src/config/limits.ts'
import { longSecret, SECRETS } from '../../traffic.ts'
import { type Gateway, makeGatewayProcess } from '../gateway.ts'

type DestinationLimits = Partial<Limits['destinations']>

export interface TwoGateways {
  all: readonly Gateway[]
  /** The gateway that has leased the destination, and the other one. Waits until one has. */
  owner(): Promise<{ owner: Gateway; other: Gateway }>
  createDestination(gateway: Gateway, url: string): Promise<void>
  /** True if nothing waits for the destination. */
  isSettled(gateway: Gateway): Promise<boolean>
  /** Stores one event after another, in turn for each guest. */
  storeEvents(gateway: Gateway, count: number): Promise<void>
  stop(): Promise<void>
}

interface TwoGatewaysOptions {
  databaseUrl: string
  folder: string
  destination: string
  /** Undefined: the gateway as it is shipped. */
  limits: DestinationLimits | undefined
}

export const PATIENCE_MS = 120_000
const API_TOKEN = longSecret('api-token')
const AUTHORIZATION = { authorization: `Bearer ${API_TOKEN}` }
const GUESTS = 10
const AT_ONCE = 8

/** Two gateways on one database, as processes of their own. */
export async function startTwoGateways(options: TwoGatewaysOptions): Promise<TwoGateways> {
  const { databaseUrl, folder, destination, limits } = options
  const all = await Promise.all([make('first'), make('second')])
  let stored = 0
  for (const gateway of all) await gateway.start()

  function make(name: string): Promise<Gateway> {
    return makeGatewayProcess({
      command: [process.execPath, ...entryOf(limits)],
      databaseUrl,
      folder: join(folder, name),
      environ: {
        API_TOKEN,
        DESTINATION_NETWORKS: '127.0.0.1/32',
        TORTURE_SECRET: `whsec_${Buffer.alloc(32, 'torture').toString('base64')}`
      }
    })
  }

  async function isOwner({ port }: Gateway): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: AUTHORIZATION })
    return (await answer.text()).includes(`bellhook_destination_open{destination="${destination}"}`)
  }

  async function storeOne({ port }: Gateway, number: number): Promise<void> {
    const guest = { externalId: `g${number % GUESTS}`, source: 'torture', lastName: `Name ${number}` }
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/pms/guests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET },
      body: JSON.stringify(guest)
    })
    if (!answer.ok) throw new Error(`an event was not stored: ${answer.status} ${await answer.text()}`)
  }

  return {
    all,
    async owner() {
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
        for (const [at, owner] of all.entries()) {
          const other = all[1 - at]
          if (other !== undefined && (await isOwner(owner))) return { owner, other }
        }
      }
      throw new Error('no gateway has leased the destination')
    },
    async createDestination({ port }, url) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/destinations/${destination}`, {
        method: 'PUT',
        headers: { ...AUTHORIZATION, 'content-type': 'application/json' },
        body: JSON.stringify({ url, secret: 'env:TORTURE_SECRET', from: 'start', ladder: [1], deadLetter: 'never' })
      })
      if (!answer.ok) throw new Error(`the destination was not created: ${answer.status} ${await answer.text()}`)
    },
    async isSettled({ port }) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/destinations/${destination}`, { headers: AUTHORIZATION })
      const { lag, parked } = (await answer.json()) as Waiting // as the interface has it
      return lag.events === 0 && parked === 0
    },
    async storeEvents(gateway, count) {
      const end = stored + count
      const run = async () => {
        while (stored < end) await storeOne(gateway, stored++)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, run))
    },
    async stop() {
      await Promise.all(all.map((gateway) => gateway.kill()))
    }
  }
}

interface Waiting {
  lag: { events: number }
  parked: number
}

/** Relative to the folder of the compiled file. */
function entryOf(limits: DestinationLimits | undefined): string[] {
  if (limits === undefined) return [resolve(import.meta.dirname, '../../../src/server.js')]
  return [resolve(import.meta.dirname, 'limited-server.js'), JSON.stringify(limits)]
}
