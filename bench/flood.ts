import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type LoadResult, load, prepared } from './load.ts'
import { CONNECTIONS } from './measure.ts'
import { traffic } from './traffic.ts'

interface Flood {
  port: number
  seconds: number
}

const PREPARED = 50_000

/**
 * Ten times the connections that saturate a server. Each sends again as soon as it has an answer. It runs in a thread of its own, because
 * its event loop is too busy to measure how fast an answer came.
 */
export function flood(options: Flood): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: options }).once('message', resolve).once('error', reject)
  })
}

if (parentPort !== null) {
  const { port, seconds }: Flood = workerData
  const next = prepared(traffic('whatsapp'), PREPARED)
  const result = await load({
    port,
    connections: CONNECTIONS * 10,
    seconds,
    next
  })
  parentPort.postMessage(result)
}
