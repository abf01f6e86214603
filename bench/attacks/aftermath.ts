import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from '../torture/gateway.ts'
import type { Addresses } from './addresses.ts'
import type { Bounds } from './bounds.ts'
import type { Bystanders } from './bystanders.ts'
import type { Database } from './cluster.ts'
import { startOrdinaryTraffic } from './ordinary-traffic.ts'
import { until } from './until.ts'
import type { Violation } from './violations.ts'

interface Aftermath {
  gateway: Gateway
  bystanders: Bystanders
  database: Database
  addresses: Addresses
  bounds: Bounds
  /** The spool's folder. */
  spool: string
  /** Ids of the attacker's deliveries that were acknowledged. */
  hostile: ReadonlySet<string>
}

/** Duration of the ordinary traffic after the restart. */
const TRAFFIC_MS = 500

/** Checks after an attack: the spool is empty, a restart works, and nothing is lost or duplicated. */
export async function lookAfterwards(aftermath: Aftermath): Promise<Violation[]> {
  const { spool, bounds } = aftermath
  const isDrained = await until(() => isEmpty(spool), bounds.spoolMs)
  const left: Violation[] = isDrained
    ? []
    : [{ condition: 'spool', text: `not empty ${bounds.spoolMs / 1_000} s after the attack` }]
  return [...left, ...(await restart(aftermath)), ...(await losses(aftermath))]
}

async function restart({ gateway, bystanders, addresses, bounds, spool }: Aftermath): Promise<Violation[]> {
  const texts: string[] = []
  const { code, milliseconds } = await gateway.terminate()
  if (code !== 0) texts.push(`SIGTERM ended the gateway with exit code ${code}`)
  if (milliseconds > bounds.stopMs) texts.push(`SIGTERM took ${Math.round(milliseconds)} ms`)
  try {
    await gateway.start()
    const traffic = startOrdinaryTraffic(gateway.port, addresses)
    await sleep(TRAFFIC_MS)
    await traffic.stop()
    if (traffic.failures.size > 0) texts.push(`ordinary requests failed after it: ${[...traffic.failures.keys()]}`)
    await until(() => bystanders.missing() === 0, bounds.feedMs)
    if (!(await until(() => isEmpty(spool), bounds.spoolMs))) texts.push('the spool is not empty after it')
  } catch (error) {
    texts.push(String(error))
  }
  return texts.map((text) => ({ condition: 'restart', text }))
}

async function losses({ bystanders, database, hostile }: Aftermath): Promise<Violation[]> {
  const gone = hostile.size - (await database.countDeliveries([...hostile]))
  const texts = [
    ...(bystanders.missing() > 0 ? [`${bystanders.missing()} acknowledged events are not on the feed`] : []),
    ...(bystanders.doubled() > 0 ? [`${bystanders.doubled()} events came more than once`] : []),
    ...(gone > 0 ? [`${gone} acknowledged deliveries of the attacker are not in the database`] : [])
  ]
  return texts.map((text) => ({ condition: 'loss', text }))
}

async function isEmpty(spool: string): Promise<boolean> {
  const names = await readdir(spool).catch(() => [])
  for (const name of names.filter((name) => /\.(writing|ready)$/.test(name))) {
    // A file can be drained and removed at any moment.
    const { size } = await stat(join(spool, name)).catch(() => ({ size: 0 }))
    if (size > 0) return false
  }
  return true
}
