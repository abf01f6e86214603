import type { Subscription } from '../contract/subscriptions.ts'
import type { Vendor } from './vendors.ts'

/** The URL that the vendor posts webhooks to, without any token. */
export function webhookUrlOf({ path }: Pick<Vendor, 'path'>, publicUrl: string): URL {
  return new URL(`${publicUrl}${path.replace(/\/records$/, '')}`)
}

/** True: the subscription posts to this gateway. Its query may have a token, and another one than today. */
export function isOurs({ url }: Pick<Subscription, 'url'>, { origin, pathname }: URL): boolean {
  if (!URL.canParse(url)) return false
  const theirs = new URL(url)
  return theirs.origin === origin && theirs.pathname === pathname
}
