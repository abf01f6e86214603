import type { FastifyReply, FastifyRequest } from 'fastify'

// The name is parsed and written here, because @fastify/cookie would bring options that a mistake could open.

/** Browsers keep a cookie with this prefix from other hosts of the domain, and from http. */
function nameOf(dashboardUrl: string): string {
  return isSecure(dashboardUrl) ? '__Host-bellhook' : 'bellhook'
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
  const secure = isSecure(dashboardUrl) ? '; Secure' : ''
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure}; Max-Age=${seconds}`
  reply.header('set-cookie', `${nameOf(dashboardUrl)}=${token}; ${attributes}`)
}
