import { redact } from '../src/ingest/redaction/redact.ts'
import type { BenchCluster } from './fixture.ts'
import { HOSTILE_PARTS, hostileBodies } from './hostile-bodies.ts'
import { median } from './measure.ts'
import type { Report } from './report.ts'
import { type Kind, traffic } from './traffic.ts'

const BODIES = 500
const KIB = 1024
const LARGEST = 4 * KIB * KIB

/** CPU time of looking for cards in ordinary bodies, and in the worst ones that fit into a request. */
export async function redaction(_cluster: BenchCluster, report: Report): Promise<void> {
  for (const kind of ['whatsapp', 'sms', 'pms'] as const) {
    const figures = Array.from({ length: report.rounds }, () => ordinary(kind))
    report.figure(`redaction: ${kind}, µs for a KiB`, median(figures), { atMost: 10 })
  }
  let worst = { part: '', type: '', ms: 0 }
  for (const part of HOSTILE_PARTS) {
    report.progress(`redaction: 4 MiB of ${JSON.stringify(part)}`)
    for (const [type, body] of hostileBodies(part, LARGEST - 100)) {
      const ms =
        Math.min(
          cpuTime(() => redact(body, type)),
          cpuTime(() => redact(body, type))
        ) / 1000
      if (ms > worst.ms) worst = { part, type, ms }
    }
  }
  report.figure(`redaction: 4 MiB of ${JSON.stringify(worst.part)} as ${worst.type}, ms`, worst.ms, { atMost: 250 })
}

const CONTENT_TYPES: Record<Kind, string> = {
  whatsapp: 'application/json',
  sms: 'application/x-www-form-urlencoded',
  pms: 'application/json'
}

function ordinary(kind: Kind): number {
  const next = traffic(kind)
  const bodies = Array.from({ length: BODIES }, () => {
    const { bytes } = next()
    return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
  })
  const all = () => {
    for (const body of bodies) redact(body, CONTENT_TYPES[kind])
  }
  for (let round = 0; round < 20; round++) all()
  const size = bodies.reduce((total, { length }) => total + length, 0)
  return (cpuTime(all) / size) * KIB
}

/** Microseconds. */
function cpuTime(run: () => void): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user
}
