import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { TestApp } from './test-app.ts'

/** One answer as it came over the wire. */
export interface RawAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** Everything that one connection has received. */
export interface RawConnection {
  socket: Socket
  received(): string
  /** Resolves when the gateway has closed the connection. */
  closed: Promise<void>
}

/** Listens on loopback. Returns the port. */
export async function listenOnPort({ app }: TestApp): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}

/** Opens a connection and sends bytes. `from` is the loopback address of the client. */
export async function openRaw(
  t: Test,
  port: number,
  bytes: string | Buffer = '',
  from?: string
): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', ...(from && { localAddress: from }) })
  t.teardown(() => socket.destroy())
  // A gateway that closes the connection before it has read all bytes resets it.
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  await once(socket, 'connect')
  socket.write(bytes)
  return { socket, received: () => text, closed }
}

/** Sends bytes, and returns the answers until the gateway closes the connection. */
export async function converse(t: Test, port: number, bytes: string | Buffer, from?: string): Promise<RawAnswer[]> {
  const { received, closed } = await openRaw(t, port, bytes, from)
  await closed
  return answersIn(received())
}

/** The complete answers in what was received. */
export function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = text; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) break
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])
    )
    const length = Number(headers['content-length'] ?? 0)
    answers.push({ status: Number(first.split(' ')[1]), headers, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return answers
}

/** A body in chunks of one byte, of so many bytes. */
export function tinyChunks(bytes: number): string {
  return '1\r\na\r\n'.repeat(bytes)
}
