import { either, matches, type Verifier } from './verifier.ts'

/**
 * A token in the URL's query. The parameter's name is case-insensitive: Mews' own page writes `Token`. A token that was pasted
 * into the URL without encoding is accepted too: `+` in it is a plus, although a form would read a space.
 */
export function urlToken(parameter = 'token'): Verifier {
  return {
    kind: 'token',
    given({ url }) {
      const [value, ...others] = valuesOf(url, parameter.toLowerCase())
      return value === undefined || others.length > 0 ? [] : [...new Set(spellings(value))]
    },
    check({ url }, secrets) {
      const given = valuesOf(url, parameter.toLowerCase())
      const [value] = given
      if (given.length !== 1 || value === undefined) return 'missing'
      return either([...new Set(spellings(value))].map((token) => matches(token, secrets)))
    },
    sign: (_request, secret) => ({ query: { [parameter]: secret } })
  }
}

/** The values of a parameter as they stand in the URL. */
function valuesOf(url: string, parameter: string): string[] {
  const [, query = ''] = url.split(/\?(.*)/s)
  return query.split('&').flatMap((pair) => {
    const end = pair.indexOf('=')
    const name = end === -1 ? pair : pair.slice(0, end)
    return decoded(name).toLowerCase() === parameter ? [end === -1 ? '' : pair.slice(end + 1)] : []
  })
}

/** What a value can mean: as a form, with its pluses, and literally. */
function spellings(value: string): string[] {
  return [decoded(value.replaceAll('+', ' ')), decoded(value), value]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
