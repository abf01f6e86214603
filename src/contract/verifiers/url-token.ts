import { matches, type Verifier } from './verifier.ts'

/** A token in the URL's query. The parameter's name is case-insensitive: Mews' own page writes `Token`. */
export function urlToken(parameter = 'token'): Verifier {
  return {
    kind: 'token',
    check({ url }, secrets) {
      const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
      const given = [...query].filter(([name]) => name.toLowerCase() === parameter.toLowerCase())
      return matches(url.includes('?') && given.length === 1 ? given[0]?.[1] : undefined, secrets)
    },
    sign: (_request, secret) => ({ query: { [parameter]: secret } })
  }
}
