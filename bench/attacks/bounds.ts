/** Bounds that must hold during and right after every attack. */
export interface Bounds {
  /** Resident memory of the gateway, MB. */
  rssMb: number
  /** Milliseconds until `/healthz` answers. */
  healthMs: number
  /** Milliseconds until an ordinary signed request has its 2xx. */
  ackMs: number
  /** Milliseconds from the 2xx until the event is on the feed. */
  feedMs: number
  /** Milliseconds after the attack until the spool is empty. */
  spoolMs: number
  /** Milliseconds from SIGTERM to the end of the process. */
  stopMs: number
}

export const BOUNDS: Bounds = {
  rssMb: 400,
  healthMs: 1_000,
  ackMs: 2_000,
  feedMs: 10_000,
  spoolMs: 15_000,
  stopMs: 12_000
}

/** The same bounds for a machine that is `factor` times slower. Only the bound of memory stays. */
export function slower(factor: number): Bounds {
  const times = Object.entries(BOUNDS).map(([name, bound]) => [name, name === 'rssMb' ? bound : bound * factor])
  return { ...BOUNDS, ...Object.fromEntries(times) }
}
