export interface StallBounds {
  /** A client may fall this many milliseconds behind `bytesPerSecond`: it may take nothing for that long. */
  stallMs: number
  /** The same while others wait for what the client holds. */
  pressedStallMs: number
  /** The slowest rate at which a client may take what it is sent, in the long run. */
  bytesPerSecond: number
}

interface StallGuard {
  /** The client has taken so many bytes. */
  progress(bytes: number): void
  end(): void
}

interface StallOptions {
  bounds: StallBounds
  /** Others wait for what the client holds. */
  isPressed(): boolean
  log: { info(message: string): void }
  now?: () => number
}

/** Breaks the connection of a client that does not take what is sent to it, or takes it too slowly, until `end` is called. */
export function guardAgainstStall(
  response: { readonly destroyed: boolean; destroy(): unknown },
  { bounds: { stallMs, pressedStallMs, bytesPerSecond }, isPressed, log, now = () => performance.now() }: StallOptions
): StallGuard {
  // When a client would have taken the same bytes at the slowest rate.
  let takenUntil = now()
  const every = Math.min(stallMs, pressedStallMs)
  // A timer without an end would be one of 1 ms.
  const timer = Number.isFinite(every) ? setInterval(look, every) : undefined
  timer?.unref()

  function look(): void {
    if (now() - takenUntil < (isPressed() ? pressedStallMs : stallMs)) return
    clearInterval(timer)
    if (!response.destroyed) log.info('a client takes what it is sent too slowly: disconnecting it')
    response.destroy()
  }

  return {
    progress(bytes) {
      // What is taken fast gains no time for later.
      takenUntil = Math.min(now(), takenUntil + (bytes / bytesPerSecond) * 1_000)
    },
    end: () => clearInterval(timer)
  }
}
