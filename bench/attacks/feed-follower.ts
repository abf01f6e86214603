import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { API_TOKEN } from './gateway.ts'

export interface FeedFollower {
  /** How often each subject was on the feed. */
  seen: ReadonlyMap<string, number>
  /** The longest time from acknowledgement to feed in milliseconds, including events that are still missing. */
  worst(acked: ReadonlyMap<string, number>): number
  /** Number of acknowledged events that are not on the feed yet. */
  missing(acked: ReadonlyMap<string, number>): number
  stop(): Promise<void>
}

interface Target {
  port: number
  address: string
}

/** A message from the thread: subjects of new events, and when it read them. */
interface News {
  subjects: string[]
  at: number
}

/** An ordinary consumer that reads page after page. It has a thread of its own, because an attack can make large pages. */
export function followFeed(target: Target): FeedFollower {
  const seen = new Map<string, number>()
  const firstSeen = new Map<string, number>()
  const worker = new Worker(new URL(import.meta.url), { workerData: target, execArgv: [] })
  worker.on('message', ({ subjects, at }: News) => {
    for (const subject of subjects) {
      seen.set(subject, (seen.get(subject) ?? 0) + 1)
      if (!firstSeen.has(subject)) firstSeen.set(subject, at)
    }
  })
  return {
    seen,
    worst(acked) {
      const now = Date.now()
      let worst = 0
      for (const [subject, at] of acked) worst = Math.max(worst, (firstSeen.get(subject) ?? now) - at)
      return worst
    },
    missing: (acked) => [...acked.keys()].filter((subject) => !seen.has(subject)).length,
    stop: async () => void (await worker.terminate())
  }
}

const PAGE = 200
const PAUSE_MS = 100
/** The consumer requests a page again after this time. */
const PATIENCE_MS = 15_000

interface Page {
  events: { subject: string }[]
  cursor: string
}

async function follow({ port, address }: Target): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  let cursor = ''
  for (;;) {
    try {
      const after = cursor === '' ? '' : `&after=${cursor}`
      const page = await readPage(port, address, agent, `/api/events?limit=${PAGE}${after}`)
      cursor = page.cursor
      const subjects = page.events.map(({ subject }) => subject)
      const news: News = { subjects, at: Date.now() }
      parentPort?.postMessage(news)
      if (page.events.length === 0) await sleep(PAUSE_MS)
    } catch {
      // The gateway is down or overloaded. The figures of the feed show it.
      await sleep(PAUSE_MS)
    }
  }
}

function readPage(port: number, address: string, agent: Agent, path: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      agent,
      localAddress: address,
      headers: { authorization: `Bearer ${API_TOKEN}` },
      signal: AbortSignal.timeout(PATIENCE_MS)
    }
    const request = get(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`))
        // Safe: the answer has the form that the API documents.
        resolve(JSON.parse(Buffer.concat(chunks).toString()) as Page)
      })
    })
    request.on('error', reject)
  })
}

if (parentPort !== null) await follow(workerData)
