import { changeProvider, type ProviderRow } from '../db/hydration/providers.ts'
import { checkSubscriptions } from './subscription-check.ts'
import type { VendorReading } from './vendor-reading.ts'

/** Knows whether our subscriptions are still at the vendor. */
interface SubscriptionWatch {
  /** True: the vendor was not asked for so long that its answer may have changed. */
  isDue(): boolean
  /** Asks the vendor. */
  check(): Promise<void>
}

const BETWEEN_CHECKS_MS = 3_600_000
/** Somebody may be about to create what is missing. */
const WHILE_MISSING_MS = 30_000

export function createSubscriptionWatch(
  options: Pick<VendorReading, 'vendor' | 'caller' | 'lookups' | 'database'> & { publicUrl: string },
  { subscriptionState }: Pick<ProviderRow, 'subscriptionState'>
): SubscriptionWatch {
  const { vendor, database } = options
  let checkedAt = Number.NEGATIVE_INFINITY
  let state = subscriptionState

  return {
    isDue() {
      if (vendor.records.subscriptions === undefined) return false
      return Date.now() - checkedAt >= (state === 'missing' ? WHILE_MISSING_MS : BETWEEN_CHECKS_MS)
    },
    async check() {
      if (vendor.records.subscriptions === undefined) return
      checkedAt = Date.now()
      state = await checkSubscriptions(vendor, options)
      const seen = state === 'ok' ? { subscriptionSeen: true } : {}
      await changeProvider(database.query, vendor.source, { subscriptionState: state, ...seen })
    }
  }
}
