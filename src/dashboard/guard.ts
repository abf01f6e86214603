import type { FastifyRequest } from 'fastify'
import { errors } from '../contract/errors.ts'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])
const READING = new Set(['GET', 'HEAD'])

/**
 * Refuses requests to another host, which a page of a stranger can make with a name that leads to this machine, and changes
 * that a page of another origin asks for.
 */
export function guard({ headers, method }: Pick<FastifyRequest, 'headers' | 'method'>, dashboardUrl: string): void {
  const { host: own, origin } = new URL(dashboardUrl)
  if (!isOwnHost(headers.host ?? '', own)) throw new errors.WRONG_HOST()
  if (READING.has(method)) return
  const site = headers['sec-fetch-site']
  const isSameOrigin = site === undefined ? headers.origin === origin : site === 'same-origin'
  if (!isSameOrigin) throw new errors.CROSS_SITE()
}

function isOwnHost(host: string, own: string): boolean {
  return host.toLowerCase() === own || LOCAL.has(host.toLowerCase().replace(/:\d{1,5}$/, ''))
}
