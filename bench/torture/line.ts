import { connect, type Socket } from 'node:net'

/** One keep-alive connection with one request on it at a time. */
export interface Line {
  /** Whether it can take another request. */
  isOpen(): boolean
  /** The status of the answer, or why there is none. */
  exchange(bytes: Buffer): Promise<number | 'broken' | 'no answer'>
  close(): void
}

/** As long as Twilio waits: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const ANSWER_MS = 15_000

/** Plain sockets: an HTTP client would take the processor time that the gateway and the database need. */
export async function openLine(port: number, localAddress?: string): Promise<Line> {
  const socket = await open(port, localAddress)
  let last = false
  return {
    isOpen: () => !last && !socket.destroyed && socket.writable,
    close: () => socket.destroy(),
    exchange: (bytes) =>
      new Promise((resolve) => {
        let text = ''
        const finish = (result: number | 'broken' | 'no answer') => {
          clearTimeout(timer)
          socket.off('data', onData).off('close', onClose)
          if (typeof result === 'string') socket.destroy()
          resolve(result)
        }
        const onClose = () => finish('broken')
        const onData = (chunk: Buffer) => {
          text += chunk.toString('latin1')
          const head = text.indexOf('\r\n\r\n')
          if (head === -1) return
          const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
          if (text.length < head + 4 + length) return
          last = /\r\nconnection: close/i.test(text)
          finish(Number(text.slice(9, 12)))
        }
        const timer = setTimeout(() => finish('no answer'), ANSWER_MS)
        socket.on('data', onData).on('close', onClose)
        socket.write(bytes)
      })
  }
}

function open(port: number, localAddress?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const from = localAddress === undefined ? {} : { localAddress }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: ANSWER_MS, ...from }, () => {
      socket.setTimeout(0)
      resolve(socket)
    })
    socket.once('timeout', () => socket.destroy(new Error('no connection in time')))
    socket.once('error', reject)
    // What broke shows as 'close'.
    socket.on('error', () => undefined)
  })
}
