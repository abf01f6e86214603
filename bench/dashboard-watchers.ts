import type { BenchServer } from './fixture.ts'

export const BEARER = { authorization: 'Bearer bench' }
const PASSWORD = 'correct horse battery'

/** Adds an admin. Returns the session cookie. */
export async function logIn({ port }: BenchServer): Promise<string> {
  const origin = `http://127.0.0.1:${port}`
  const added = await fetch(`${origin}/api/operators`, {
    method: 'POST',
    headers: { ...BEARER, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'mara', role: 'admin' })
  })
  // The answer is that of POST /api/operators.
  const { url } = (await added.json()) as { url: string }
  const set = await fetch(origin + new URL(url).pathname, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ password: PASSWORD }),
    redirect: 'manual'
  })
  const cookie = set.headers.get('set-cookie')?.split(';')[0]
  if (set.status !== 303 || cookie === undefined) throw new Error(`the setup link answers ${set.status}`)
  return cookie
}

export interface Watchers {
  /** Milliseconds from the arrival of each delivery until its row came, in all lists. */
  delays: number[]
  close(): void
}

/** Operators with an open list of deliveries. */
export async function watch({ port }: BenchServer, cookie: string, count: number): Promise<Watchers> {
  const closing = new AbortController()
  const delays: number[] = []
  for (let opened = 0; opened < count; opened++) {
    const { status, body } = await fetch(`http://127.0.0.1:${port}/app/deliveries/live`, {
      headers: { cookie, accept: 'text/event-stream' },
      signal: closing.signal
    })
    if (status !== 200 || body === null) throw new Error(`a live list answers ${status}`)
    // Only one list is read as text, because the load generator has the same core.
    void follow(body, opened === 0).catch(() => undefined)
  }

  async function follow(body: AsyncIterable<Uint8Array>, isMeasured: boolean): Promise<void> {
    for await (const chunk of body) {
      if (!isMeasured) continue
      const now = Date.now()
      for (const [, at = ''] of Buffer.from(chunk)
        .toString('latin1')
        .matchAll(/datetime="([^"]+)"/g))
        delays.push(now - Date.parse(at))
    }
  }

  return { delays, close: () => closing.abort() }
}
