import { isIP, type Socket } from 'node:net'
import type { Target } from './address-guard.ts'
import { OutboundError } from './outbound-error.ts'

const MOST_HEAD_BYTES = 8_192

/** Asks a proxy to connect to the target (RFC 9110, section 9.3.6). The socket then leads to the target. */
export function openTunnel(socket: Socket, { host, port }: Target, signal: AbortSignal): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const fail = (reason: string) => settle(new OutboundError('PROXY_FAILED', `DESTINATION_PROXY ${reason}`))
    const onClose = () => fail('closed the connection')
    const onAbort = () => fail('did not answer in time')
    const onReadable = () => {
      const chunk: Buffer | null = socket.read()
      if (chunk === null) return
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0 && head.length > MOST_HEAD_BYTES) return fail('sent an answer that is too long')
      if (end < 0) return
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, 64))?.[1]
      if (status === undefined || !status.startsWith('2'))
        return fail(`answered ${status ?? 'no HTTP'} to CONNECT ${authority}`)
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4))
      settle()
    }
    const settle = (error?: OutboundError) => {
      signal.removeEventListener('abort', onAbort)
      socket.off('readable', onReadable).off('close', onClose).off('error', onClose)
      if (error === undefined) return resolve(socket)
      socket.on('error', () => undefined).destroy()
      reject(error)
    }
    signal.addEventListener('abort', onAbort)
    socket.on('readable', onReadable).on('close', onClose).on('error', onClose)
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`)
  })
}
