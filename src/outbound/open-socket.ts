import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContextOptions, type TLSSocket } from 'node:tls'
import type { AddressGuard, Target } from './address-guard.ts'
import { openTunnel } from './open-tunnel.ts'
import { OutboundError } from './outbound-error.ts'
import { resolveTarget } from './resolve-target.ts'

interface SocketOptions {
  guard: AddressGuard
  /** Undefined: connections are direct. */
  proxy: { host: string; port: number } | undefined
  connectMs: number
}

/** Opens a connection to a checked address, or through the proxy. Rejects after `connectMs`. */
export async function openSocket(
  target: Target,
  certificate: SecureContextOptions,
  { guard, proxy, connectMs }: SocketOptions
): Promise<Socket> {
  const deadline = AbortSignal.timeout(connectMs)
  try {
    const socket = proxy ? await throughProxy(proxy, deadline) : await direct(deadline)
    return target.encrypted ? await secure(socket, target.host, certificate, deadline) : socket
  } catch (error) {
    if (!deadline.aborted) throw error
    throw new OutboundError('ETIMEDOUT', `no connection within ${connectMs / 1_000} s`)
  }

  async function throughProxy(proxy: { host: string; port: number }, signal: AbortSignal): Promise<Socket> {
    if (isIP(target.host) === 0) guard.checkName(target)
    else guard.checkAddress(target.host, target)
    return openTunnel(await connected(proxy.host, proxy.port, signal), target, signal)
  }

  async function direct(signal: AbortSignal): Promise<Socket> {
    const addresses = await resolveTarget(target, guard)
    let failure: unknown
    for (const address of addresses) {
      try {
        const socket = await connected(address, target.port, signal)
        return checkPeer(socket, address)
      } catch (error) {
        failure = error
        if (signal.aborted || error instanceof OutboundError) break
      }
    }
    throw failure
  }

  /** The address that was checked is also the address at the other end. */
  function checkPeer(socket: Socket, address: string): Socket {
    try {
      guard.checkAddress(socket.remoteAddress ?? address, target)
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }
}

function connected(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, autoSelectFamily: false })
  return opened(socket, 'connect', signal)
}

function secure(
  socket: Socket,
  host: string,
  certificate: SecureContextOptions,
  signal: AbortSignal
): Promise<TLSSocket> {
  const servername = isIP(host) === 0 ? host.replace(/\.$/, '') : ''
  // `host` is what the certificate is checked against where there is no server name.
  const encrypted = connectTls({ ...certificate, socket, host, servername, ALPNProtocols: ['http/1.1'] })
  return opened(encrypted, 'secureConnect', signal)
}

function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', settle).off('close', onClose).off(event, onOpen)
      if (error === undefined) return resolve(socket)
      // An error that arrives later has been reported already.
      socket.on('error', () => undefined).destroy()
      reject(error)
    }
    const onAbort = () => settle(new Error('aborted'))
    const onClose = () => settle(new OutboundError('ECONNRESET', 'the connection was closed while it was opened'))
    const onOpen = () => settle()
    socket.on('error', settle).on('close', onClose).on(event, onOpen)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}
