import type { FastifyReply, FastifyRequest } from 'fastify'

// The name is parsed and written here, because @fastify/cookie would bring options that a mistake could open.

/** Browsers keep a cookie with this prefix from other hosts of the domain, and from http. */
function nameOf(dashboardUrl: string, name = 'bellhook'): string {
  return isSecure(dashboardUrl) ? `__Host-${name}` : name
}

function isSecure(dashboardUrl: string): boolean {
  return dashboardUrl.startsWith('https:')
}

/** The token of the session cookie. */
export function readCookie(request: Pick<FastifyRequest, 'headers'>, dashboardUrl: string): string | undefined {
  return cookieOf(request, nameOf(dashboardUrl))
}

export function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const start = `${name}=`
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length)
}

/** `seconds` 0: removes the cookie. */
export function setCookie(reply: FastifyReply, dashboardUrl: string, token: string, seconds: number): void {
  reply.header('set-cookie', cookieText(nameOf(dashboardUrl), token, dashboardUrl, seconds))
}

const FLOW = 'bellhook-oidc'

/** The cookie of a login with OpenID Connect that has begun. */
export function readFlowCookie(request: Pick<FastifyRequest, 'headers'>, dashboardUrl: string): string | undefined {
  return cookieOf(request, nameOf(dashboardUrl, FLOW))
}

/** `seconds` 0: removes the cookie. */
export function setFlowCookie(reply: FastifyReply, dashboardUrl: string, flow: string, seconds: number): void {
  reply.header('set-cookie', cookieText(nameOf(dashboardUrl, FLOW), flow, dashboardUrl, seconds))
}

function cookieText(name: string, value: string, dashboardUrl: string, seconds: number): string {
  const secure = isSecure(dashboardUrl) ? '; Secure' : ''
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}; Max-Age=${seconds}`
}
