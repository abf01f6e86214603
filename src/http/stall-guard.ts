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

/** Breaks the connection of a client that takes nothing of what is sent to it, until `end` is called. */
export function guardAgainstStall(
  response: ServerResponse,
  { stallMs, pressedStallMs }: StallBounds,
  isPressed: () => boolean
): StallGuard {
  let last = performance.now()
  const every = Math.min(stallMs, pressedStallMs)
  // A timer without an end would be one of 1 ms.
  const timer = Number.isFinite(every) ? setInterval(look, every) : undefined
  timer?.unref()

  function look(): void {
    if (performance.now() - last < (isPressed() ? pressedStallMs : stallMs)) return
    clearInterval(timer)
    response.destroy()
  }

  return {
    progress() {
      last = performance.now()
    },
    end: () => clearInterval(timer)
  }
}
