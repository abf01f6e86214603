import { hostname } from 'node:os'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Signals } from './signals.ts'

const Facts = Type.Object({
  name: Type.String({ maxLength: 255 }),
  version: Type.String({ maxLength: 64 }),
  /** Version of accounts and keys that the gateway uses. */
  config: Type.Number(),
  /** Bytes of deliveries that wait in the spool. */
  spoolBytes: Type.Number(),
  isSpooling: Type.Boolean(),
  /** Milliseconds since 1970. */
  startedAt: Type.Number(),
  sentAt: Type.Number()
})

interface GatewayFacts {
  version: string
  config: number
  spoolBytes: number
  isSpooling: boolean
}

/** A gateway on this database. */
export interface GatewayView extends GatewayFacts {
  id: string
  name: string
  isThisOne: boolean
  startedAt: number
  /** Milliseconds since 1970, by the clock of this gateway. */
  seenAt: number
  /** Milliseconds that its clock is ahead of the one of this gateway. */
  clockAheadMs: number
}

interface HeartbeatOptions {
  signals: Pick<Signals, 'me' | 'send' | 'on'>
  facts(): GatewayFacts
  limits: { heartbeatMs: number; remembered: number; forgottenMs: number }
}

export interface Heartbeat {
  /** This gateway, and the ones that were heard lately. */
  list(): readonly GatewayView[]
  close(): void
}

const TOPIC = 'gateway'

/** Announces this gateway to the others every few seconds, and remembers their announcements. */
export function createHeartbeat({ signals, facts, limits }: HeartbeatOptions): Heartbeat {
  const others = new Map<string, GatewayView>()
  const own = { name: hostname(), startedAt: Date.now() }
  const timer = setInterval(send, limits.heartbeatMs).unref()

  signals.on(TOPIC, (value, id) => {
    if (!Value.Check(Facts, value)) return
    // Answer a gateway that has just started at once.
    if (!others.has(id)) send()
    const seenAt = Date.now()
    const { sentAt, ...about } = value
    others.delete(id)
    others.set(id, { ...about, id, seenAt, isThisOne: false, clockAheadMs: sentAt - seenAt })
    const [oldest] = others.keys()
    if (others.size > limits.remembered && oldest !== undefined) others.delete(oldest)
  })

  function send(): void {
    signals.send(TOPIC, { ...own, ...facts(), sentAt: Date.now() })
  }

  return {
    list() {
      const now = Date.now()
      for (const [id, { seenAt }] of others) if (now - seenAt > limits.forgottenMs) others.delete(id)
      return [{ id: signals.me, ...own, ...facts(), isThisOne: true, seenAt: now, clockAheadMs: 0 }, ...others.values()]
    },
    close: () => clearInterval(timer)
  }
}
