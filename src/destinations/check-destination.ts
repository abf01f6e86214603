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
  if (authorization?.type === 'basic')
    found.push(...checkReference(authorization.password, '/authorization/password', readVariable))
  if (authorization?.type === 'bearer')
    found.push(...checkReference(authorization.token, '/authorization/token', readVariable))
  if (authorization?.type === 'oauth2') {
    found.push(...(await checkUrl(authorization.tokenUrl, '/authorization/tokenUrl', outbound)))
    found.push(...checkReference(authorization.clientSecret, '/authorization/clientSecret', readVariable))
  }
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

function checkHeaders(headers: Readonly<Record<string, string>>): Violation[] {
  const entries = Object.entries(headers)
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  const found = entries.flatMap(([name, value]) => {
    const path = `/headers/${escapedName(name)}`
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return [{ path, message: 'is not the name of a header' }]
    if (name.toLowerCase() === 'authorization') return [{ path, message: 'is shown in answers: use authorization' }]
    if (RESERVED.test(name.toLowerCase())) return [{ path, message: 'is set by Bellhook' }]
    return isHeaderValue(name, value) ? [] : [{ path, message: 'has a character that a header cannot have' }]
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
