import { either, matches, single, type Verifier } from './verifier.ts'

/** A shared secret in a header of any name. */
export function secretHeader(header: string): Verifier {
  return {
    kind: 'secret',
    check: ({ headers }, secrets) => matches(single(headers[header.toLowerCase()]), secrets),
    sign: (_request, secret) => ({ headers: { [header]: secret } })
  }
}

/** `Authorization: Bearer <secret>`. The scheme's name is case-insensitive (RFC 9110, 11.1). */
export function bearer(): Verifier {
  return {
    kind: 'secret',
    check: ({ headers }, secrets) =>
      matches(/^bearer +([^\s]+)$/i.exec(single(headers['authorization']) ?? '')?.[1], secrets),
    sign: (_request, secret) => ({ headers: { authorization: `Bearer ${secret}` } })
  }
}

/** A shared secret as `X-Webhook-Secret`, or as a bearer token. */
export function sharedSecret(header = 'x-webhook-secret'): Verifier {
  const [inHeader, asBearer] = [secretHeader(header), bearer()]
  return {
    kind: 'secret',
    ways: [inHeader, asBearer],
    check: (request, secrets) => either([inHeader.check(request, secrets), asBearer.check(request, secrets)]),
    sign: inHeader.sign
  }
}
