import { createBackoff } from './backoff.ts'
import { BellhookError, isFinal } from './bellhook-error.ts'
import type { Gateway } from './gateway.ts'

export interface LeaseOptions {
  /** The token of the events. */
  ack: string
  /** Seconds. */
  lease: number
  /** Aborted when the worker stops. It gives up an acknowledgement sooner then. */
  stopped: AbortSignal
}

/** The lease of the events of one answer. */
export interface HeldLease {
  /** Aborted when the lease has ended. Another worker can get the events. */
  lost: AbortSignal
  /** Everything up to this event was handled. The next renewal acknowledges it. */
  handled(id: string): void
  /** Acknowledges all events. Does nothing if the lease is lost. */
  settle(): Promise<void>
  /** Acknowledges what was handled, reports the event after it as failed, and gives back the rest. */
  fail(id: string, reason: string): Promise<void>
  /** Acknowledges what was handled, and gives back the rest. */
  giveBack(): Promise<void>
  /** Ends the renewals. */
  end(): void
}

/** Two renewals may fail before the lease ends. */
const RENEWALS = 3
/** Characters of a reason. */
const LONGEST_REASON = 1_000
const TRIES_WHEN_STOPPED = 3

/** Keeps a lease while its events are handled. */
export function holdLease(gateway: Gateway, path: string, { ack, lease, stopped }: LeaseOptions): HeldLease {
  const leaseMs = lease * 1_000
  const losing = new AbortController()
  const lose = () => losing.abort()
  let upTo: string | undefined
  let acknowledged: string | undefined
  let fatal: BellhookError | undefined
  let running: Promise<unknown> = Promise.resolve()
  let expiry = setTimeout(lose, leaseMs)
  const timer = setInterval(renew, leaseMs / RENEWALS)

  return {
    lost: losing.signal,
    handled(id) {
      upTo = id
    },
    settle: () => last(() => ({})),
    fail(id, reason) {
      const failed = [{ id, reason: reason.slice(0, LONGEST_REASON) }]
      return last(() => ({ upTo: id, failed, renew: 0 }))
    },
    giveBack: () => last(() => ({ ...progress(), renew: 0 })),
    end
  }

  function end(): void {
    clearInterval(timer)
    clearTimeout(expiry)
  }

  function progress(): { upTo?: string } {
    return upTo === undefined || upTo === acknowledged ? {} : { upTo }
  }

  /** One request at a time, so that a late renewal cannot follow the last acknowledgement. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = running.then(work)
    running = result.catch(() => undefined)
    return result
  }

  function renew(): void {
    inTurn(async () => {
      const sent = Date.now()
      const progressed = progress()
      await send({ ...progressed, renew: lease })
      acknowledged = progressed.upTo ?? acknowledged
      clearTimeout(expiry)
      if (!losing.signal.aborted) expiry = setTimeout(lose, sent + leaseMs - Date.now())
    }).catch(() => {
      // The next renewal, or the last acknowledgement, tries again.
    })
  }

  function last(body: () => object): Promise<void> {
    clearInterval(timer)
    // A renewal that runs can acknowledge some of it before.
    return inTurn(() => persist(body()))
  }

  /** Tries until the lease has ended. The same acknowledgement can be sent again. */
  async function persist(body: object): Promise<void> {
    const backoff = createBackoff()
    for (let tries = 1; ; tries++) {
      if (fatal !== undefined) throw fatal
      try {
        return await send(body)
      } catch (error) {
        if (isFinal(error) || (stopped.aborted && tries >= TRIES_WHEN_STOPPED)) throw error
        await backoff.wait(error, losing.signal)
      }
    }
  }

  async function send(body: object): Promise<void> {
    if (losing.signal.aborted) return
    try {
      await gateway.post(path, { ack, ...body })
    } catch (error) {
      // Another worker gets the events. Nothing is wrong with this one.
      if (isLost(error)) return lose()
      if (isFinal(error)) {
        fatal = error
        lose()
      }
      throw error
    }
  }
}

/** The lease has ended, or the consumer was deleted. */
function isLost(error: unknown): boolean {
  return error instanceof BellhookError && (error.code === 'LEASE_LOST' || error.code === 'NOT_FOUND')
}
