/**
 * The connection string with these run-time settings (`-c name=value`), behind any it has itself: of several the last one
 * counts. The driver would let the string's own options replace ours, and with them what an acknowledgement rests on.
 */
export function withSettings(url: string, ours: string): string {
  const address = new URL(url)
  const given = address.searchParams.get('options')
  address.searchParams.set('options', given === null ? ours : `${given} ${ours}`)
  return address.href
}
