import type { Caller } from './caller.ts'
import type { Lookups } from './lookups.ts'
import { isOurs, webhookUrlOf } from './our-subscriptions.ts'
import type { Vendor } from './vendors.ts'

const PRIORITY = 3

/** Asks the vendor whether our subscriptions are there. It changes none. */
export async function checkSubscriptions(
  vendor: Vendor,
  { caller, lookups, publicUrl }: { caller: Caller; lookups: Lookups; publicUrl: string }
): Promise<'ok' | 'missing' | 'unknown'> {
  const { subscriptions } = vendor.records
  if (subscriptions === undefined) return 'unknown'
  const context = await lookups.context(PRIORITY)
  const answer = await caller.call(subscriptions.list(context), PRIORITY)
  if (answer === 'absent') return 'unknown'
  const found = subscriptions.read(answer.body, context)
  if (found === undefined) return 'unknown'
  const webhookUrl = webhookUrlOf(vendor, publicUrl)
  const ours = found.filter((one) => one.isEnabled && isOurs(one, webhookUrl))
  if (ours.length === 0) return 'missing'
  const events = new Set(ours.flatMap((one) => one.events))
  return subscriptions.events.every((event) => events.has(event)) ? 'ok' : 'missing'
}
