import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { CloudEvent } from '../../schemas/event.ts'
import { API_TOKEN, type TestApp } from '../support/test-app.ts'

export interface Received {
  id: string
  event: CloudEvent
  at: number
}

export interface Stream {
  status: number
  headers: Headers
  /** All but the events. */
  rest(): string
  received: readonly Received[]
  /** Resolves when so many events have come. */
  until(count: number): Promise<void>
  /** Resolves when the other side has ended it. */
  ended: Promise<void>
  close(): void
}

/** The app on a port of its own. */
export function listen({ app }: TestApp): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 })
}

/** A reader over a real socket. */
export async function openStream(t: Test, url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const abort = new AbortController()
  t.teardown(() => abort.abort())
  const {
    status,
    headers: answered,
    body
  } = await fetch(url, {
    headers: { authorization: `Bearer ${API_TOKEN}`, ...headers },
    signal: abort.signal
  })
  const received: Received[] = []
  let rest = ''
  let waiting = () => {}

  async function read(): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (id !== undefined && data !== undefined)
          received.push({ id, event: JSON.parse(data), at: performance.now() })
        else rest += `${block}\n\n`
      }
      waiting()
    }
  }

  return {
    status,
    headers: answered,
    rest: () => rest,
    received,
    until: (count) =>
      new Promise((resolve) => {
        waiting = () => {
          if (received.length >= count) resolve()
        }
        waiting()
      }),
    ended: read().catch(() => undefined),
    close: () => abort.abort()
  }
}

/** A reader of bytes, which has begun. */
export async function openSocket(t: Test, url: string): Promise<Socket> {
  const { port, pathname, search } = new URL(url)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  t.teardown(() => socket.destroy())
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: a.test\r\nauthorization: Bearer ${API_TOKEN}\r\n\r\n`)
  for (let text = ''; !text.includes('id: '); ) text += String((await once(socket, 'data'))[0])
  return socket
}

/** Posts SMS, one after the other, and returns their subjects. */
export async function send(
  { post }: Pick<TestApp, 'post'>,
  count: number,
  name = 'SM',
  text = 'Hello'
): Promise<string[]> {
  const subjects: string[] = []
  for (let n = 0; n < count; n++) {
    const body = new URLSearchParams({
      MessageSid: `${name}${n}`,
      From: '+4915112345678',
      To: '+4930123456',
      Body: text
    })
    await post('/webhooks/sms', body.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
    subjects.push(`message/${name}${n}`)
  }
  return subjects
}

export function subjects({ received }: Stream): string[] {
  return received.map(({ event }) => event.subject)
}
