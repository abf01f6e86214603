import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface Proxy {
  /** The same database, through the proxy. */
  url: string
  /** Refuses connections and breaks those there are; undone by `restore`. */
  refuse(): void
  /** Takes everything and passes nothing on; undone by `restore`. */
  freeze(): void
  restore(): Promise<void>
}

/** A TCP proxy in front of a database, which can go away and come back. Bytes it held back in a freeze are passed on. */
export async function openProxy(t: Test, databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client]
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.on('data', (chunk) => other.write(chunk))
      if (frozen) one.pause()
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = Object(server.address())
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  t.teardown(close)
  const url = new URL(databaseUrl)
  url.port = String(port)
  return {
    url: url.href,
    refuse: close,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    async restore() {
      frozen = false
      for (const socket of sockets) socket.resume()
      if (!server.listening) await once(server.listen(port, '127.0.0.1'), 'listening')
    }
  }
}
