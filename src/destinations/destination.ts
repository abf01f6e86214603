import type { Ordering } from '../consumers/lane-of-event.ts'
import type { ConsumerRow } from '../db/consumers/consumers.ts'
import type { EventFilter } from '../db/events.ts'

export interface DestinationConfig {
  url: string
  headers: Readonly<Record<string, string>>
  ladder: readonly number[]
  deadLetter: 'after-ladder' | 'never'
  batch: { events: number; waitMs: number } | null
  /** Seconds. */
  timeout: number
  concurrency: number
  /** Events a second, of all shards together. */
  rate: number | null
  attempts: 'failures' | 'all'
  ed25519: boolean
  publicKey: string | null
  /** Without secrets. */
  authorization: PublicAuthorization | null
  /** The client certificate, without its key. */
  tls: { certificate: string } | null
  /** Secrets, if all of them are references to the environment. Otherwise they are sealed. */
  references?: DestinationSecrets | undefined
}

type PublicAuthorization =
  | { type: 'basic'; username: string }
  | { type: 'bearer' }
  | { type: 'oauth2'; tokenUrl: string; clientId: string; scope?: string | undefined }

/** Each value is a secret, or `env:NAME`. */
export interface DestinationSecrets {
  /** The newest first. `until`: RFC 3339; absent: it stays. */
  signing: readonly { secret: string; until?: string }[]
  /** PKCS #8 in base64. */
  privateKey?: string | undefined
  /** Password, token, or client secret. */
  authorization?: string | undefined
  /** PEM. */
  tlsKey?: string | undefined
}

export interface Destination {
  id: number
  name: string
  state: 'active' | 'paused'
  reason: string | null
  version: number
  filter: EventFilter
  ordering: Ordering
  shards: number
  config: DestinationConfig
  sealed: Buffer | null
}

/** The row of a destination. This module is the only writer of its JSON. */
export function destinationOf(row: ConsumerRow): Destination {
  return row as unknown as Destination
}
