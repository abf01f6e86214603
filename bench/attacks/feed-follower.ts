import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { API_TOKEN } from './gateway.ts'

export interface FeedFollower {
  /** How often each subject has come. */
  seen: ReadonlyMap<string, number>
  /** Milliseconds from acknowledgement to feed: the slowest, or how long the oldest one that is missing is awaited. */
  worst(acked: ReadonlyMap<string, number>): number
  /** How many of them have not come yet. */
  missing(acked: ReadonlyMap<string, number>): number
  stop(): Promise<void>
}

interface Target {
  port: number
  address: string
}

/** What the thread tells: subjects of new events, and when they were there. */
interface News {
  subjects: string[]
  at: number
}

/** An ordinary consumer, which reads page after page. In a thread of its own: the pages of an attack can be large. */
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
/** A page that takes longer is asked for again. */
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
      // The gateway is away or overloaded. What that does to the feed is what the figures show.
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
        // The gateway's own answer, as its documentation describes it.
        resolve(JSON.parse(Buffer.concat(chunks).toString()) as Page)
      })
    })
    request.on('error', reject)
  })
}

if (parentPort !== null) await follow(workerData)
