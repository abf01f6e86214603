import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '../free-port.ts'

/**
 * `swallow-requests`, `swallow-replies`: a black hole in one direction, nothing is closed and nothing arrives until it
 * forwards again. `refuse`: what is open breaks, and nothing new is let in. `cut-at-commit`: the reply of each commit
 * is dropped with its connection, so that only the database has its result.
 */
export type Mode = 'forward' | 'swallow-requests' | 'swallow-replies' | 'refuse' | 'cut-at-commit'

export interface DatabaseProxy {
  port: number
  /** How many replies of commits were dropped. */
  cut(): number
  set(mode: Mode): void
  close(): Promise<void>
}

/**
 * The end of PostgreSQL's CommandComplete: https://www.postgresql.org/docs/current/protocol-message-formats.html
 * A group without state is one statement, which commits itself and answers with one row.
 */
const COMMITTED = [Buffer.from('COMMIT\0'), Buffer.from('SELECT 1\0')]

/** A TCP proxy before the database. */
export async function makeProxy(target: number): Promise<DatabaseProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let mode: Mode = 'forward'
  let cuts = 0

  const listener = createServer((client) => {
    if (mode === 'refuse') return void client.destroy()
    const pair = { client, server: connect({ port: target, host: '127.0.0.1', noDelay: true }) }
    client.setNoDelay(true)
    pairs.add(pair)
    const both = [
      [client, pair.server],
      [pair.server, client]
    ] as const
    for (const [from, to] of both) {
      from.on('error', () => undefined)
      from.on('end', () => to.end())
      from.on('close', () => {
        to.destroy()
        pairs.delete(pair)
      })
      from.on('data', (chunk: Buffer) => {
        if (from === pair.server && mode === 'cut-at-commit' && COMMITTED.some((end) => chunk.includes(end))) {
          cuts++
          return void client.destroy()
        }
        if (!to.destroyed) to.write(chunk)
      })
    }
    apply(pair)
  })

  function apply({ client, server }: { client: Socket; server: Socket }): void {
    if (mode === 'refuse') return void client.destroy()
    mode === 'swallow-requests' ? client.pause() : client.resume()
    mode === 'swallow-replies' ? server.pause() : server.resume()
  }

  const port = await freePort()
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port,
    cut: () => cuts,
    set(next) {
      mode = next
      for (const pair of pairs) apply(pair)
    },
    async close() {
      for (const { client } of pairs) client.destroy()
      listener.close()
      await once(listener, 'close')
    }
  }
}
