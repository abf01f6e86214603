import { randomBytes } from 'node:crypto'
import { open, seal } from '../accounts/sealing.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'

/** One login, from the button to the way back from the provider. */
export interface Flow {
  state: string
  nonce: string
  /** PKCE. */
  verifier: string
  /** The page that was asked for. */
  next: string
  /** Milliseconds since 1970. */
  until: number
}

const PLACE = 'cookie oidc'
const LONGEST_COOKIE = 3_072
const LONGEST_NEXT = 1_024

export function newFlow(next: string, seconds: number): Flow {
  const secrets = { state: random(), nonce: random(), verifier: random() }
  return { ...secrets, next: next.length > LONGEST_NEXT ? '/app' : next, until: Date.now() + seconds * 1_000 }
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The flow is in the browser, and not in the database: strangers can begin any number of logins, and each gateway can end one.
 */
export function sealFlow(flow: Flow, key: SealingKey): string {
  return seal(JSON.stringify(flow), PLACE, key).toString('base64url')
}

/** Undefined: it is no flow of these gateways, or it is too old. */
export function openFlow(cookie: string | undefined, keys: readonly SealingKey[]): Flow | undefined {
  if (cookie === undefined || cookie.length > LONGEST_COOKIE) return undefined
  const opened = open(Buffer.from(cookie, 'base64url'), PLACE, keys)
  if (!('value' in opened)) return undefined
  // Only `sealFlow` makes what opens with this key in this place.
  const flow = JSON.parse(opened.value.toString()) as Flow
  return flow.until > Date.now() ? flow : undefined
}
