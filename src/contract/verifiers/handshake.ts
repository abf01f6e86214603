import { findField } from '../find-field.ts'
import { type SignedRequest, single } from './verifier.ts'

/**
 * A request by which a vendor only asks whether the URL is alive or ours. It has to be verified like a delivery, is
 * answered and not kept. It must not answer a delivery, which would then be lost.
 */
export interface Handshake {
  /** The text to answer with; undefined when the request is something else. */
  check(request: Pick<SignedRequest, 'method' | 'url' | 'headers' | 'body'>): string | undefined
  /** Such a request, for tests. */
  sign(): HandshakeRequest
}

interface HandshakeRequest {
  method: 'GET' | 'POST'
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: string
  answer: string
}

const WORD = '1158201444'

/** A GET with a word in its query that has to come back, as Meta does it. */
export function challenge(parameter: string): Handshake {
  return {
    check({ method, url }) {
      if (method !== 'GET' || !url.includes('?')) return undefined
      const given = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll(parameter)
      return given.length === 1 && given[0] !== '' ? given[0] : undefined
    },
    sign: () => ({ method: 'GET', query: { [parameter]: WORD }, answer: WORD })
  }
}

/** A request with a word in a header that has to come back, and an empty body. */
export function headerChallenge(header: string): Handshake {
  const name = header.toLowerCase()
  return {
    check: ({ headers, body }) => (body.length === 0 ? single(headers[name]) || undefined : undefined),
    sign: () => ({ method: 'POST', headers: { [name]: WORD }, answer: WORD })
  }
}

/** A POST with a word in a field of its body that has to come back. Only a handshake has such a field. */
export function bodyChallenge(...path: readonly [string, ...string[]]): Handshake {
  return {
    check: ({ headers, body }) => findField(body, single(headers['content-type']), path) || undefined,
    sign() {
      const body = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), WORD)
      return { method: 'POST', body: JSON.stringify(body), answer: WORD }
    }
  }
}

/** A GET or an empty POST that any 2xx satisfies. */
export function ping(): Handshake {
  return {
    check: ({ method, body }) => (method === 'GET' || body.length === 0 ? 'OK' : undefined),
    sign: () => ({ method: 'POST', answer: 'OK' })
  }
}
