import type { Subscription } from '../contract/records.ts'
import type { Caller } from './caller.ts'
import type { Lookups } from './lookups.ts'
import type { Vendor } from './vendors.ts'

const PRIORITY = 3

/** Asks the vendor whether our subscriptions are there. It changes none. */
export async function checkSubscriptions(
  vendor: Vendor,
  { caller, lookups, publicUrl }: { caller: Caller; lookups: Lookups; publicUrl: string }
): Promise<'ok' | 'missing' | 'unknown'> {
  const { subscriptions } = vendor.records
  if (subscriptions === undefined) return 'unknown'
  const answer = await caller.call(subscriptions.list(await lookups.context(PRIORITY)), PRIORITY)
  if (answer === 'absent') return 'unknown'
  const found = subscriptions.read(answer.body)
  if (found === undefined) return 'unknown'
  const webhookUrl = new URL(`${publicUrl}${vendor.path.replace(/\/records$/, '')}`)
  const ours = found.filter((one) => one.isEnabled && isAt(one, webhookUrl))
  if (ours.length === 0) return 'missing'
  const events = new Set(ours.flatMap((one) => one.events))
  return subscriptions.events.every((event) => events.has(event)) ? 'ok' : 'missing'
}

/** The query may have a token, and another one than today. */
function isAt({ url }: Subscription, { origin, pathname }: URL): boolean {
  if (!URL.canParse(url)) return false
  const theirs = new URL(url)
  return theirs.origin === origin && theirs.pathname === pathname
}
