import { createHash } from 'node:crypto'
import { toUtc } from '../../../schemas/common.ts'
import { findField } from '../find-field.ts'
import { isFresh } from './fresh.ts'
import { withMarks } from './marks.ts'
import { matches, single, type VerificationResult, type Verifier } from './verifier.ts'

const TOKEN = ['Envelope', 'Header', 'Security', 'UsernameToken'] as const

/**
 * WS-Security UsernameToken (OASIS, 1.1) in a SOAP header; the secret is `user:password`. The password is sent as it is, or as a
 * digest of nonce, time, and password, which is good for five minutes. The element `Password` is redacted before storage.
 */
export function usernameToken(): Verifier {
  return {
    kind: 'secret',
    credentials: ['Password'],
    secretForm: { accepts: (secret) => /^[^:]+:./s.test(secret), expected: '`user:password`' },
    check({ headers, body, receivedAt }, secrets) {
      const find = (...names: string[]) => findField(body, single(headers['content-type']), [...TOKEN, ...names])
      const [user, password] = [find('Username')?.trim(), find('Password')]
      if (!user || !password) return 'missing'
      const pairs = secrets.filter((secret) => secret.includes(':'))
      if (find('Password', '@Type')?.endsWith('#PasswordDigest') !== true) {
        return matches(`${user}:${password}`, pairs)
      }
      return checkDigest(
        { user, digest: password.trim(), nonce: find('Nonce'), created: find('Created') },
        pairs,
        receivedAt
      )
    },
    sign(request, secret) {
      const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(secret) ?? []
      return { body: withMarks(request, { user, password, secret }) }
    }
  }
}

interface DigestToken {
  user: string
  digest: string
  nonce: string | undefined
  created: string | undefined
}

function checkDigest(
  { user, digest, nonce, created }: DigestToken,
  pairs: readonly string[],
  receivedAt: number | undefined
): VerificationResult {
  const time = created === undefined ? undefined : toUtc(created.trim())
  if (nonce === undefined || created === undefined || time === undefined) return 'missing'
  const expected = pairs.map((pair) => {
    const end = pair.indexOf(':')
    const hash = createHash('sha1')
      .update(Buffer.from(nonce, 'base64'))
      .update(created.trim())
      .update(pair.slice(end + 1))
    return `${pair.slice(0, end)}:${hash.digest('base64')}`
  })
  const result = matches(`${user}:${digest}`, expected)
  return result === 'ok' && !isFresh(String(Math.floor(Date.parse(time) / 1000)), receivedAt) ? 'stale' : result
}
