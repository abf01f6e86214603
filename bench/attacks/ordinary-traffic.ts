import { setTimeout as sleep } from 'node:timers/promises'
import { type Line, openLine } from '../torture/line.ts'
import { type Kind, traffic } from '../traffic.ts'
import type { Addresses } from './addresses.ts'

export interface OrdinaryTraffic {
  /** When the event of each subject was acknowledged, in milliseconds since 1970. */
  acked: ReadonlyMap<string, number>
  /** Milliseconds of the slowest acknowledgement, including those that are still missing. */
  worst(): number
  /** Number of failures by kind. */
  failures: ReadonlyMap<string, number>
  /** Sends no new requests. Resolves when all requests are answered. */
  stop(): Promise<void>
}

const KINDS: readonly Kind[] = ['whatsapp', 'sms', 'pms']
/** Requests per second and channel. */
const RATE = 20
/** Twilio opens a connection for each request; the others keep theirs. */
const NEW_CONNECTIONS: readonly Kind[] = ['sms']
/** The gateway closes an idle connection after five seconds; a client must not use it at that very moment. */
const IDLE_MS = 2_000

interface IdleLine {
  line: Line
  since: number
}

/** Sends signed requests of ordinary size at a fixed rate, whether or not the gateway keeps up. */
export function startOrdinaryTraffic(port: number, addresses: Addresses): OrdinaryTraffic {
  const acked = new Map<string, number>()
  const failures = new Map<string, number>()
  const underWay = new Set<{ since: number; done: Promise<void> }>()
  let slowest = 0
  let stopped = false

  async function run(kind: Kind): Promise<void> {
    const next = traffic(kind)
    const idle: IdleLine[] = []
    for (let due = performance.now(); !stopped; due += 1_000 / RATE) {
      await sleep(due - performance.now())
      const since = performance.now()
      const request = { since, done: send(kind, next(), idle, since).finally(() => underWay.delete(request)) }
      underWay.add(request)
    }
    for (const request of underWay) await request.done
    for (const { line } of idle) line.close()
  }

  async function send(
    kind: Kind,
    { bytes, subject }: { bytes: Buffer; subject: string },
    idle: IdleLine[],
    since: number
  ): Promise<void> {
    const result = await exchange(kind, bytes, idle)
    slowest = Math.max(slowest, performance.now() - since)
    const isAcked = typeof result === 'number' && result >= 200 && result < 300
    if (isAcked) acked.set(subject, Date.now())
    else failures.set(`${kind} ${result}`, (failures.get(`${kind} ${result}`) ?? 0) + 1)
  }

  async function exchange(kind: Kind, bytes: Buffer, idle: IdleLine[]): Promise<number | string> {
    let line: Line
    try {
      line = takeIdle(idle) ?? (await openLine(port, addresses[kind]))
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'no connection'
    }
    const result = await line.exchange(bytes)
    if (line.isOpen() && !NEW_CONNECTIONS.includes(kind)) idle.push({ line, since: performance.now() })
    else line.close()
    return result
  }

  const runs = KINDS.map(run)
  return {
    acked,
    failures,
    worst() {
      const [oldest] = underWay
      return Math.max(slowest, oldest === undefined ? 0 : performance.now() - oldest.since)
    },
    async stop() {
      stopped = true
      await Promise.all(runs)
    }
  }
}

/** Takes the connection that was used last, if it may still be used. */
function takeIdle(idle: IdleLine[]): Line | undefined {
  for (;;) {
    const last = idle.pop()
    if (last === undefined) return undefined
    if (last.line.isOpen() && performance.now() - last.since < IDLE_MS) return last.line
    last.line.close()
  }
}
