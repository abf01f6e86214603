import { setTimeout as sleep } from 'node:timers/promises'
import { type Kind, traffic } from '../traffic.ts'
import { type Line, openLine } from './line.ts'

export interface Senders {
  /** Subjects of the facts that were acknowledged. */
  acked: ReadonlySet<string>
  /** How often a delivery was not acknowledged, by the reason. */
  refused: ReadonlyMap<string, number>
  /** Resolves when many more facts are acknowledged: there is load, and nothing is broken. */
  more(): Promise<void>
  /** For the connections that are open now: why their requests get no 2xx from now on. */
  watchOpenLines(): () => Unanswered
  /** No new facts. Resolves with the number of those that are not acknowledged in time. */
  finish(patienceMs: number): Promise<number>
}

export interface Unanswered {
  /** Those of the requests that were already sent. */
  sent: readonly string[]
  /** Those of the requests that were sent later. */
  late: readonly string[]
}

export interface Load {
  connections: number
  /** Between an acknowledgement and the next fact on the same connection. */
  pauseMs: number
}

const KINDS: readonly Kind[] = ['whatsapp', 'sms', 'pms']
const RESEND_MS = 50
const MANY = 100
const MORE_MS = 60_000

/** Providers: each connection sends one fact after the other, and each again until it is acknowledged. */
export function startSenders(port: number, { connections, pauseMs }: Load): Senders {
  const acked = new Set<string>()
  const refused = new Map<string, number>()
  const lines = new Set<Line>()
  const watches = new Set<{ began: number; lines: ReadonlySet<Line>; sent: string[]; late: string[] }>()
  let finishing = false
  let deadline = Number.POSITIVE_INFINITY

  async function run(kind: Kind): Promise<boolean> {
    const next = traffic(kind)
    let line: Line | undefined
    while (!finishing) {
      const { bytes, subject } = next()
      for (;;) {
        if (Date.now() > deadline) return false
        if (!line?.isOpen()) line = await renew(line)
        const sentAt = performance.now()
        const result = line === undefined ? 'no connection' : await line.exchange(bytes)
        if (typeof result === 'number' && result >= 200 && result < 300) break
        count(String(result), line, sentAt)
        await sleep(RESEND_MS)
      }
      acked.add(subject)
      if (pauseMs > 0) await sleep(pauseMs)
    }
    line?.close()
    return true
  }

  async function renew(old: Line | undefined): Promise<Line | undefined> {
    if (old !== undefined) lines.delete(old)
    const line = await openLine(port).catch(() => undefined)
    if (line !== undefined) lines.add(line)
    return line
  }

  function count(reason: string, line: Line | undefined, sentAt: number): void {
    refused.set(reason, (refused.get(reason) ?? 0) + 1)
    for (const watch of watches) {
      if (line === undefined || !watch.lines.has(line)) continue
      const list = sentAt < watch.began ? watch.sent : watch.late
      list.push(reason)
    }
  }

  const runs = Array.from({ length: connections }, (_, at) => run(KINDS[at % KINDS.length] ?? 'whatsapp'))
  return {
    acked,
    refused,
    async more() {
      const enough = acked.size + MANY
      for (const end = Date.now() + MORE_MS; acked.size < enough; await sleep(10)) {
        if (Date.now() > end) throw new Error(`in ${MORE_MS / 1_000} s too little was acknowledged, not ${MANY}`)
      }
    },
    watchOpenLines() {
      const watch = { began: performance.now(), lines: new Set(lines), sent: [], late: [] }
      watches.add(watch)
      return () => {
        watches.delete(watch)
        return watch
      }
    },
    async finish(patienceMs) {
      finishing = true
      deadline = Date.now() + patienceMs
      const results = await Promise.all(runs)
      for (const line of lines) line.close()
      return results.filter((done) => !done).length
    }
  }
}
