import { ReceiveError } from './receive-error.ts'
import { bytesOf, importSecrets, type SecretKey } from './secrets.ts'

export interface Message {
  /** An object with names in any case, or `Headers`. */
  headers: Pick<Headers, 'get'> | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body as it arrived. Parsed and serialized again, it no longer fits its signature. */
  body: string | Uint8Array
}

export interface ReceiveOptions {
  /** Signing secrets (`whsec_…`) or public keys (`whpk_…`). A delivery has to fit one of them. */
  secrets: readonly string[]
  /** How far the time of the delivery may be from now. Default 300. */
  toleranceSeconds?: number | undefined
}

const TOLERANCE_SECONDS = 300
/** No sender signs with more secrets. Each signature costs a comparison with each secret. */
const MOST_SIGNATURES = 16

/**
 * Verifies a delivery and returns its body as text. Throws ReceiveError.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verify({ headers, body }: Message, options: ReceiveOptions): Promise<string> {
  const { secrets, toleranceSeconds = TOLERANCE_SECONDS } = options
  const keys = await importSecrets(secrets)
  const id = required(headers, 'webhook-id')
  const timestamp = required(headers, 'webhook-timestamp')
  const signatures = required(headers, 'webhook-signature')
  if (id.includes('.')) throw new ReceiveError('webhook-id has a full stop')
  if (!/^\d{1,15}$/.test(timestamp)) throw new ReceiveError('webhook-timestamp is no time in seconds')
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= toleranceSeconds)) {
    throw new ReceiveError(`webhook-timestamp is more than ${toleranceSeconds} seconds from now`)
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes)
  if (!(await isSigned(signed, signatures, keys))) throw new ReceiveError('no signature fits the body and a secret')
  return new TextDecoder().decode(bytes)
}

/** WebCrypto compares in constant time. */
async function isSigned(signed: Uint8Array<ArrayBuffer>, signatures: string, keys: readonly SecretKey[]) {
  let found = false
  for (const signature of signatures.split(' ', MOST_SIGNATURES)) {
    const [version, base64 = ''] = signature.split(',', 2)
    const bytes = bytesOf(base64)
    if (bytes === undefined) continue
    for (const secret of keys) {
      if (secret.version !== version) continue
      if (await crypto.subtle.verify(secret.algorithm, secret.key, bytes, signed)) found = true
    }
  }
  return found
}

function required(headers: Message['headers'], name: string): string {
  const value = hasGet(headers) ? headers.get(name) : valueIn(headers, name)
  if (typeof value !== 'string' || value === '') throw new ReceiveError(`the header ${name} is missing`)
  return value
}

/** Also `Headers` of another library. The value of a header is never a function. */
function hasGet(headers: Message['headers']): headers is Pick<Headers, 'get'> {
  return typeof headers.get === 'function'
}

function valueIn(headers: Exclude<Message['headers'], Pick<Headers, 'get'>>, name: string): unknown {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name)
  return found === undefined ? undefined : headers[found]
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
