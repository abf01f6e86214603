import type { SignedRequest } from './verifier.ts'

/**
 * A request by which a vendor only asks whether the URL is alive or ours. It has to be proven like a delivery, is
 * answered and not kept. One that comes as a JSON body needs none of this: it is a shape of the payload that means
 * nothing, and `reply` answers it.
 */
export interface Handshake {
  /** The text to answer with; undefined when the request is something else. */
  check(request: Pick<SignedRequest, 'method' | 'url' | 'body'>): string | undefined
  sign(): { method: 'GET' | 'POST'; query?: Record<string, string>; answer: string }
}

/** A GET with a word in its query that has to come back, as Meta does it. */
export function challenge(parameter: string): Handshake {
  return {
    check({ method, url }) {
      if (method !== 'GET' || !url.includes('?')) return undefined
      const given = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll(parameter)
      return given.length === 1 && given[0] !== '' ? given[0] : undefined
    },
    sign: () => ({ method: 'GET', query: { [parameter]: '1158201444' }, answer: '1158201444' })
  }
}

/** A GET or an empty POST that any 2xx satisfies. */
export function ping(): Handshake {
  return {
    check: ({ method, body }) => (method === 'GET' || body.length === 0 ? 'OK' : undefined),
    sign: () => ({ method: 'POST', answer: 'OK' })
  }
}
