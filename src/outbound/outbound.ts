import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import type { Limits } from '../config/limits.ts'
import { createAddressGuard } from './address-guard.ts'
import type { OutboundAnswer, OutboundRequest } from './exchange.ts'
import { readNetworks } from './networks.ts'
import { openSocket } from './open-socket.ts'
import { OutboundError } from './outbound-error.ts'
import { resolveTarget, targetOf } from './resolve-target.ts'
import { send } from './send.ts'

/** The only way out of the gateway: every request that it sends goes through this guard. */
export interface Outbound {
  /** Sends one request. Rejects with OutboundError. Redirects are answers like any other. */
  request(request: OutboundRequest): Promise<OutboundAnswer>
  /** Rejects with OutboundError if requests to this URL are refused. A name that cannot be resolved now passes. */
  check(url: string): Promise<void>
  close(): void
}

export interface OutboundOptions {
  networks: readonly string[]
  proxy: string | undefined
  development: boolean
  /** Where the gateway itself listens. */
  own: () => { host: string; port: number }
  limits: Limits['outbound']
}

export function createOutbound({ networks, proxy, development, own, limits }: OutboundOptions): Outbound {
  const guard = createAddressGuard({ networks: readNetworks(networks), development, own })
  const through = proxy === undefined ? undefined : targetOf(new URL(proxy))
  const socketOptions = { guard, proxy: through, connectMs: limits.connectMs }
  const pooled = { keepAlive: true, maxFreeSockets: limits.idleConnections, timeout: limits.idleMs }
  const plain = guarded(new http.Agent(pooled), false)
  const encrypted = guarded(new https.Agent(pooled), true)

  /** An agent asks this function for each new connection, instead of connecting by itself. */
  function guarded<A extends http.Agent>(agent: A, isEncrypted: boolean): A {
    const createConnection = (options: ConnectionOptions, done: (error: Error | null, socket?: unknown) => void) => {
      const { host, port, cert, key } = options
      const target = { host, port: Number(port), encrypted: isEncrypted }
      openSocket(target, { cert, key }, socketOptions).then((socket) => done(null, socket), done)
    }
    return Object.assign(agent, { createConnection })
  }

  return {
    async request(request) {
      const url = parseUrl(request.url)
      // Throws before anything is sent.
      const target = targetOf(url)
      const agent = target.encrypted ? encrypted : plain
      return send(request, { target, path: url.pathname + url.search, agent, headerBytes: limits.headerBytes })
    },
    async check(text) {
      const target = targetOf(parseUrl(text))
      const isName = isIP(target.host) === 0
      if (isName && through !== undefined) return guard.checkName(target)
      try {
        await resolveTarget(target, guard)
      } catch (error) {
        if (error instanceof OutboundError) throw error
        // Whatever the name means later, plain `http:` needs it to be listed.
        guard.checkName(target)
      }
    },
    close() {
      plain.destroy()
      encrypted.destroy()
    }
  }
}

interface ConnectionOptions extends SecureContextOptions {
  host: string
  port: number | string
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new OutboundError('URL_REFUSED', 'it is not a URL')
  return new URL(text)
}
