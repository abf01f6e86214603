import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as bytes, and the subject that must be on the feed if it is acknowledged. */
export interface Shot {
  bytes: Buffer
  /** Subject of its event. */
  subject: string
}

export interface LoadOptions {
  port: number
  connections: number
  next(): Shot
  seconds: number
  /** Requests per second, sent on time whether or not the server keeps up. Undefined: as fast as the server answers. */
  rate?: number
  /** Milliseconds that a refused sender waits before it sends again. */
  pauseMs?: number
  onAck?: (subject: string) => void
}

export interface LoadResult {
  /** Subjects of the acknowledged requests. */
  acked: string[]
  /** Sorted milliseconds by status. Status 0: the connection broke. With a rate, they count from the time at which the request was due. */
  latencies: Map<number, Float64Array>
  /** Acknowledgements per second. */
  throughput: number
}

/**
 * Keep-alive connections with one request at a time, over plain sockets, because an HTTP client would use as much of the second core as the
 * database.
 */
export async function load({
  port,
  connections,
  next,
  seconds,
  rate,
  pauseMs,
  onAck
}: LoadOptions): Promise<LoadResult> {
  const acked: string[] = []
  const latencies = new Map<number, number[]>()
  // A busy Node accepts new connections slowly, so all connections are used before the measurement starts.
  const opened = await Promise.all(Array.from({ length: connections }, () => open(port)))
  for (const connection of opened) await connection.exchange(GREETING)
  const began = performance.now()
  const end = began + seconds * 1000
  let sent = 0

  async function run(first: Connection): Promise<void> {
    let connection = first
    while (performance.now() < end) {
      const due = rate === undefined ? performance.now() : began + (sent++ / rate) * 1000
      if (due >= end) break
      if (due > performance.now()) await sleep(due - performance.now())
      const { bytes, subject } = next()
      // A timer may end half a millisecond early.
      const from = Math.min(due, performance.now())
      const status = await connection.exchange(bytes)
      const list = latencies.get(status) ?? []
      list.push(performance.now() - from)
      latencies.set(status, list)
      if (status === 200) {
        acked.push(subject)
        onAck?.(subject)
      }
      if (status !== 200 && pauseMs !== undefined) await sleep(pauseMs)
      if (connection.isOver()) connection = await open(port)
    }
    connection.close()
  }

  await Promise.all(opened.map(run))
  const took = (performance.now() - began) / 1000
  const sorted = [...latencies].map(([status, list]) => [status, Float64Array.from(list).sort()] as const)
  return { acked, latencies: new Map(sorted), throughput: acked.length / took }
}

/** Requests are signed before the measurement, because signing takes time. */
export function prepared(next: () => Shot, count: number): () => Shot {
  const shots = Array.from({ length: count }, next)
  let at = 0
  return () => shots[at++] ?? next()
}

export function percentile(sorted: Float64Array | undefined, share: number): number {
  if (sorted === undefined || sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const GREETING = Buffer.from('GET /healthz HTTP/1.1\r\nhost: hooks.bench.test\r\n\r\n')

interface Connection {
  /** Resolves with the status when the whole answer has arrived, or with 0 if the connection broke. */
  exchange(bytes: Buffer): Promise<number>
  /** The connection broke, or the server said that it closes it. */
  isOver(): boolean
  close(): void
}

async function open(port: number): Promise<Connection> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(made))
    made.once('error', reject)
  })
  let text = ''
  let answer: ((status: number) => void) | undefined
  let isOver = false
  const finish = (status: number) => {
    text = ''
    answer?.(status)
    answer = undefined
  }
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isOver = true
    finish(0)
  })
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head === -1) return
    if (text.includes('connection: close')) isOver = true
    const at = text.indexOf('content-length: ')
    if (text.length >= head + 4 + Number.parseInt(text.slice(at + 16, at + 24), 10)) finish(Number(text.slice(9, 12)))
  })
  return {
    exchange: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve(0)
        answer = resolve
        socket.write(bytes)
      }),
    isOver: () => isOver,
    close: () => socket.destroy()
  }
}
