/**
 * Adds run-time settings (`-c name=value`) to a connection string, after its own ones, because the last value counts. Otherwise the
 * driver would let the options of the string replace ours, on which an acknowledgement depends.
 */
export function withSettings(url: string, ours: string): string {
  const address = new URL(url)
  const given = address.searchParams.get('options')
  address.searchParams.set('options', given === null ? ours : `${given} ${ours}`)
  return address.href
}
