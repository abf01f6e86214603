import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Consumer } from './consumer.ts'

/** What was handed out with one answer, or with a message of the live stream and those before it. */
export interface HandedOut {
  shard: number
  epoch: number
  owner: string
  /** New events behind this position … */
  from: number
  /** … up to this one. */
  last: number
  /** The position when all of it is settled: events behind `last` were not for this shard. */
  to: number
  /** Parked events that were handed out again, with their failures before. */
  retries: readonly (readonly [position: number, attempts: number])[]
  /** True: the lease lasts as long as its live stream. */
  isStream: boolean
}

const PREFIX = 'c2.'
const SIGNATURE_BYTES = 16

/** The ack token: what was handed out, signed with the key of the consumer. So every gateway can take it. */
export function toAckToken({ id, config }: Pick<Consumer, 'id' | 'config'>, handed: HandedOut): string {
  const { shard, epoch, owner, from, last, to, retries, isStream } = handed
  const content = Buffer.from(JSON.stringify([id, shard, epoch, owner, from, last, to, retries, isStream ? 1 : 0]))
  return PREFIX + Buffer.concat([signatureOf(content, config.tokenKey), content]).toString('base64url')
}

/** Undefined: the token is not one of this consumer. */
export function fromAckToken(token: string, { id, config }: Pick<Consumer, 'id' | 'config'>): HandedOut | undefined {
  if (!token.startsWith(PREFIX)) return undefined
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url')
  const content = bytes.subarray(SIGNATURE_BYTES)
  const signature = signatureOf(content, config.tokenKey)
  if (bytes.length <= SIGNATURE_BYTES || !timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), signature)) {
    return undefined
  }
  // Safe: a token that is signed was made by toAckToken.
  const [consumer, shard, epoch, owner, from, last, to, retries, isStream] = JSON.parse(content.toString()) as [
    ...[number, number, number, string, number, number, number],
    HandedOut['retries'],
    number
  ]
  return consumer === id ? { shard, epoch, owner, from, last, to, retries, isStream: isStream === 1 } : undefined
}

function signatureOf(content: Buffer, key: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(content).digest().subarray(0, SIGNATURE_BYTES)
}
