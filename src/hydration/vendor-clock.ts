/** How far the clock of a vendor is from ours. Changes are found, and webhooks matched, by the vendor's times. */
export interface VendorClock {
  /** Takes note of the vendor's time, as an answer gives it. What is no time is ignored. */
  note(vendorNow: string | undefined): void
  /** Milliseconds that the vendor's clock is ahead. 0: too little to matter. */
  offset(): number
}

/** Clocks that differ less are alike: answers take time, and headers have whole seconds. */
const ALIKE_MS = 30_000
/** No clock is worse than this by accident. */
const LARGEST_MS = 2 * 24 * 3_600_000

export function createVendorClock(now: () => number = Date.now): VendorClock {
  let offset = 0

  return {
    note(vendorNow) {
      const difference = Date.parse(vendorNow ?? '') - now()
      if (Math.abs(difference) > LARGEST_MS || Number.isNaN(difference)) return
      offset = Math.abs(difference) < ALIKE_MS ? 0 : difference
    },
    offset: () => offset
  }
}
