import { matches, type SignedRequest, single, type Verifier } from './verifier.ts'

/**
 * HTTP Basic (RFC 7617); the secret is `user:password`. A vendor to whom one can only give a URL sends it as well when
 * the URL is `https://user:password@…`.
 */
export function basic(): Verifier {
  return {
    kind: 'secret',
    secretForm: { accepts: (secret) => /^[^:]+:./s.test(secret), expected: '`user:password`' },
    given: (request) => [givenOf(request) ?? []].flat(),
    check(request, secrets) {
      return matches(
        givenOf(request),
        secrets.filter((secret) => secret.includes(':'))
      )
    },
    sign: (_request, secret) => ({ headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` } })
  }
}

/** `user:password` of a request. */
function givenOf({ headers }: SignedRequest): string | undefined {
  const given = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(single(headers['authorization']) ?? '')?.[1]
  return given === undefined ? undefined : Buffer.from(given, 'base64').toString('utf8')
}
