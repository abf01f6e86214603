import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type LoadResult, load, prepared, type Shot } from './load.ts'
import { signedRequest, traffic } from './traffic.ts'

interface Flood {
  port: number
  seconds: number
  connections: number
  /** Bytes of white space behind each body. */
  padding?: number
  pauseMs?: number
}

const PREPARED = 50_000
const PREPARED_LARGE = 200

/**
 * WhatsApp messages over many connections. Each sends again as soon as it has an answer. It runs in a thread of its own, because its event
 * loop is too busy to measure how fast an answer came.
 */
export function flood(options: Flood): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: options }).once('message', resolve).once('error', reject)
  })
}

if (parentPort !== null) {
  const { padding, ...options }: Flood = workerData
  const next =
    padding === undefined ? prepared(traffic('whatsapp'), PREPARED) : prepared(padded(padding), PREPARED_LARGE)
  parentPort.postMessage(await load({ ...options, next }))
}

function padded(bytes: number): () => Shot {
  const next = traffic('whatsapp')
  const space = ' '.repeat(bytes)
  return () => {
    const { bytes: request, subject } = next()
    const body = request.toString('latin1').split('\r\n\r\n')[1] ?? ''
    return { bytes: signedRequest('whatsapp', body + space), subject }
  }
}
