import { bearerToken } from './bearer-token.ts'
import { either, matches, single, type Verifier } from './verifier.ts'

/** A shared secret in a header of any name. */
export function secretHeader(header: string): Verifier {
  return {
    kind: 'secret',
    given: ({ headers }) => asMeant(single(headers[header.toLowerCase()])),
    check: ({ headers }, secrets) => matches(single(headers[header.toLowerCase()]), asSent(secrets)),
    sign: (_request, secret) => ({ headers: { [header]: inHeaders(secret) } })
  }
}

/** `Authorization: Bearer <secret>`. */
export function bearer(): Verifier {
  return {
    kind: 'secret',
    given: ({ headers }) => asMeant(bearerToken(single(headers['authorization']))),
    check: ({ headers }, secrets) => matches(bearerToken(single(headers['authorization'])), asSent(secrets)),
    sign: (_request, secret) => ({ headers: { authorization: `Bearer ${inHeaders(secret)}` } })
  }
}

/** A shared secret as `X-Webhook-Secret`, or as a bearer token. */
export function sharedSecret(header = 'x-webhook-secret'): Verifier {
  const [inHeader, asBearer] = [secretHeader(header), bearer()]
  return {
    kind: 'secret',
    ways: [inHeader, asBearer],
    given: (request) => [inHeader, asBearer].flatMap((way) => way.given?.(request) ?? []),
    check: (request, secrets) => either([inHeader.check(request, secrets), asBearer.check(request, secrets)]),
    sign: inHeader.sign
  }
}

/** Secrets as Node shows them: it reads the bytes of a header as Latin-1, and a sender may have written UTF-8. */
function asSent(secrets: readonly string[]): readonly string[] {
  const isAscii = secrets.every((secret) => Buffer.byteLength(secret) === secret.length)
  return isAscii ? secrets : [...secrets, ...secrets.map(inHeaders)]
}

/** What a sender can have meant by the bytes of a header. */
function asMeant(given: string | undefined): readonly string[] {
  if (given === undefined) return []
  const decoded = Buffer.from(given, 'latin1').toString('utf8')
  return decoded === given ? [given] : [given, decoded]
}

function inHeaders(secret: string): string {
  return Buffer.from(secret).toString('latin1')
}
