import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { OneOf } from '../../schemas/common.ts'
import type { VerificationResult } from '../contract/verifiers.ts'

/** Why a request to the URL of an account was refused. `verify_token`: the handshake had another verify token. */
export type ConnectionRefusal = Exclude<VerificationResult, 'ok'> | 'verify_token'

/** What has come for an account since the start of the gateways. Times are milliseconds since 1970. */
export interface Connection {
  verifiedAt?: number
  /** The provider's handshake was answered. */
  confirmedAt?: number
  refusedAt?: number
  refusal?: ConnectionRefusal
}

export interface LostPath {
  path: string
  at: number
}

export interface Connections {
  verified(accountId: number): void
  confirmed(accountId: number): void
  refused(accountId: number, refusal: ConnectionRefusal): void
  /** A request came to a path that does not exist. */
  lost(path: string): void
  of(accountId: number): Connection
  /** Paths that were called and do not exist, latest first. */
  lostPaths(): readonly LostPath[]
}

interface ConnectionOptions {
  signals: {
    send(topic: string, value: object): void
    on(topic: string, handler: (value: unknown) => void): void
  }
  limits: { connections: number; lostPaths: number; lostPathCharacters: number }
  now?: () => number
}

const TOPIC = 'connection'
/** An unchanged state is sent to the other gateways again after this time. */
const AGAIN_MS = 500
const AGAIN_VERIFIED_MS = 60_000

const Change = Type.Object({
  account: Type.Optional(Type.Integer()),
  verifiedAt: Type.Optional(Type.Number()),
  confirmedAt: Type.Optional(Type.Number()),
  refusedAt: Type.Optional(Type.Number()),
  refusal: Type.Optional(OneOf('missing', 'mismatch', 'stale', 'verify_token')),
  lost: Type.Optional(Type.Object({ path: Type.String({ maxLength: 1_000 }), at: Type.Number() }))
})

interface State extends Connection {
  toldAt: number
}

/**
 * Remembers what came for each account, so that a person who connects a provider sees it at once. It lives in memory, and the other
 * gateways learn it by signals. After a restart the last use of the secrets in the database stands in for it.
 */
export function createConnections({ signals, limits, now = Date.now }: ConnectionOptions): Connections {
  const states = new Map<number, State>()
  const lost = new Map<string, number>()

  signals.on(TOPIC, (value) => {
    if (!Value.Check(Change, value)) return
    const { account, lost: path, ...change } = value
    if (path !== undefined) remember(path.path, path.at)
    const state = account === undefined ? undefined : stateOf(account)
    if (state !== undefined) Object.assign(state, change)
  })

  function stateOf(accountId: number): State | undefined {
    const known = states.get(accountId)
    if (known !== undefined || states.size >= limits.connections) return known
    const state = { toldAt: 0 }
    states.set(accountId, state)
    return state
  }

  function remember(path: string, at: number): void {
    lost.delete(path)
    lost.set(path, at)
    const [oldest] = lost.keys()
    if (lost.size > limits.lostPaths && oldest !== undefined) lost.delete(oldest)
  }

  function note(accountId: number, change: Connection, isNews: (before: State) => boolean): void {
    const state = stateOf(accountId)
    if (state === undefined) return
    const isTold = isNews(state)
    Object.assign(state, change)
    if (!isTold) return
    state.toldAt = now()
    signals.send(TOPIC, { account: accountId, ...change })
  }

  return {
    verified(accountId) {
      const at = now()
      note(accountId, { verifiedAt: at }, ({ verifiedAt = 0, refusedAt = 0, toldAt }) => {
        return verifiedAt <= refusedAt || at - toldAt > AGAIN_VERIFIED_MS
      })
    },
    confirmed: (accountId) => note(accountId, { confirmedAt: now() }, () => true),
    refused(accountId, refusal) {
      const at = now()
      note(accountId, { refusedAt: at, refusal }, ({ verifiedAt = 0, refusedAt = 0, toldAt, ...before }) => {
        return before.refusal !== refusal || refusedAt <= verifiedAt || at - toldAt > AGAIN_MS
      })
    },
    lost(path) {
      if (path.length > limits.lostPathCharacters) return
      const at = now()
      const before = lost.get(path) ?? 0
      remember(path, at)
      if (at - before > AGAIN_MS) signals.send(TOPIC, { lost: { path, at } })
    },
    of: (accountId) => states.get(accountId) ?? {},
    lostPaths: () => [...lost].map(([path, at]) => ({ path, at })).reverse()
  }
}
