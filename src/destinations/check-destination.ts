import { createPrivateKey, X509Certificate } from 'node:crypto'
import { validateHeaderValue } from 'node:http'
import type { Violation } from '../../schemas/check.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import { checkFilter } from '../consumers/consumer-options.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { outboundError } from '../outbound/outbound-error.ts'
import type { DestinationBody } from './destination-body.ts'
import { type ReadVariable, referencedVariable, resolveSecret } from './secrets.ts'
import { isSigningSecret } from './signing.ts'

const MOST_HEADERS = 20
const MOST_HEADER_BYTES = 4_096
/** What Bellhook sets, and what belongs to one connection. */
const RESERVED = new RegExp(
  `^(${[
    ...[
      'host',
      'connection',
      'transfer-encoding',
      'content-.*',
      'webhook-.*',
      'bellhook-.*',
      'user-agent',
      'traceparent'
    ],
    ...['keep-alive', 'te', 'trailer', 'upgrade', 'expect', 'proxy-.*']
  ].join('|')})$`
)

const INVALID_VALUE = 'has a character that a header cannot have'

export interface Checks {
  outbound: Pick<Outbound, 'check'>
  channels: readonly string[]
  readVariable: ReadVariable
}

/** Every fault of a destination that its schema cannot find. */
export async function checkDestination(
  body: DestinationBody,
  { outbound, channels, readVariable }: Checks
): Promise<Violation[]> {
  const { url, headers = {}, secret, authorization, tls, filter } = body
  const found = [
    ...(await checkUrl(url, '/url', outbound)),
    ...checkFilter(filter ?? {}, channels),
    ...checkHeaders(headers),
    ...(secret === undefined ? [] : checkSigningSecret(secret, '/secret', readVariable))
  ]
  if (authorization !== undefined) found.push(...(await checkAuthorization(authorization, { outbound, readVariable })))
  if (tls !== undefined) found.push(...checkCertificate(tls, readVariable))
  return found
}

async function checkUrl(url: string, path: string, { check }: Pick<Outbound, 'check'>): Promise<Violation[]> {
  try {
    await check(url)
    return []
  } catch (error) {
    return [{ path, message: outboundError(error).message }]
  }
}

async function checkAuthorization(
  authorization: NonNullable<DestinationBody['authorization']>,
  { outbound, readVariable }: Pick<Checks, 'outbound' | 'readVariable'>
): Promise<Violation[]> {
  if (authorization.type === 'basic') {
    const { username, password } = authorization
    const missing = checkReference(password, '/authorization/password', readVariable)
    // RFC 7617, section 2.
    return username?.includes(':') ? [...missing, { path: '/authorization/username', message: 'has a colon' }] : missing
  }
  if (authorization.type === 'bearer') {
    const missing = checkReference(authorization.token, '/authorization/token', readVariable)
    const value = resolveSecret(authorization.token, readVariable) ?? ''
    if (missing.length > 0 || isHeaderValue('authorization', value)) return missing
    return [{ path: '/authorization/token', message: INVALID_VALUE }]
  }
  if (authorization.type !== 'oauth2') return []
  return [
    ...(await checkUrl(authorization.tokenUrl, '/authorization/tokenUrl', outbound)),
    ...checkReference(authorization.clientSecret, '/authorization/clientSecret', readVariable)
  ]
}

function checkHeaders(headers: Readonly<Record<string, string>>): Violation[] {
  const entries = Object.entries(headers)
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  const found = entries.flatMap(([name, value]) => {
    const path = `/headers/${escapedName(name)}`
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return [{ path, message: 'is not the name of a header' }]
    if (name.toLowerCase() === 'authorization') return [{ path, message: 'is shown in answers: use authorization' }]
    if (RESERVED.test(name.toLowerCase())) return [{ path, message: 'is set by Bellhook' }]
    return isHeaderValue(name, value) ? [] : [{ path, message: INVALID_VALUE }]
  })
  if (entries.length > MOST_HEADERS || bytes > MOST_HEADER_BYTES) {
    found.push({ path: '/headers', message: `must have at most ${MOST_HEADERS} headers and 4 KiB` })
  }
  return found
}

function isHeaderValue(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value)
    return true
  } catch {
    // It only says that a character is invalid.
    return false
  }
}

export function checkSigningSecret(secret: string, path: string, readVariable: ReadVariable): Violation[] {
  const missing = checkReference(secret, path, readVariable)
  if (missing.length > 0) return missing
  if (isSigningSecret(resolveSecret(secret, readVariable) ?? '')) return []
  return [{ path, message: 'must be env:NAME, or whsec_ and 24 to 64 bytes in base64' }]
}

function checkReference(secret: string, path: string, readVariable: ReadVariable): Violation[] {
  const name = referencedVariable(secret)
  if (name === undefined || readVariable(name)) return []
  return [{ path, message: `names the variable ${name}, which is not set or is a setting of Bellhook` }]
}

function checkCertificate(
  { certificate, key }: { certificate: string; key: string },
  readVariable: ReadVariable
): Violation[] {
  const missing = checkReference(key, '/tls/key', readVariable)
  if (missing.length > 0) return missing
  try {
    const parsed = new X509Certificate(certificate)
    if (parsed.checkPrivateKey(createPrivateKey(resolveSecret(key, readVariable) ?? ''))) return []
    return [{ path: '/tls/key', message: 'is not the key of the certificate' }]
  } catch {
    // OpenSSL's message may repeat what it read.
    return [{ path: '/tls', message: 'must have a certificate and its key in PEM' }]
  }
}
