import type { ServerResponse } from 'node:http'

export interface StallBounds {
  /** Milliseconds for which a client may take nothing. */
  stallMs: number
  /** The same while others wait for what the client holds. */
  pressedStallMs: number
}

export interface StallGuard {
  /** The client has taken something. */
  progress(): void
  end(): void
}

interface StallOptions {
  bounds: StallBounds
  /** Others wait for what the client holds. */
  isPressed(): boolean
  log: { info(message: string): void }
}

/** Breaks the connection of a client that takes nothing of what is sent to it, until `end` is called. */
export function guardAgainstStall(
  response: ServerResponse,
  { bounds: { stallMs, pressedStallMs }, isPressed, log }: StallOptions
): StallGuard {
  let last = performance.now()
  const every = Math.min(stallMs, pressedStallMs)
  // A timer without an end would be one of 1 ms.
  const timer = Number.isFinite(every) ? setInterval(look, every) : undefined
  timer?.unref()

  function look(): void {
    if (performance.now() - last < (isPressed() ? pressedStallMs : stallMs)) return
    clearInterval(timer)
    if (!response.destroyed) log.info('a client does not take what it is sent: disconnecting it')
    response.destroy()
  }

  return {
    progress() {
      last = performance.now()
    },
    end: () => clearInterval(timer)
  }
}
