/** Why a record was read: a webhook asked for it, or a pass over changes found it. */
export type FetchReason = 'fetched' | 'reconcile'

/** Such a delivery was not posted by a vendor: Bellhook read it. The query of its endpoint says why. */
export function fetchReasonOf(endpoint: string): FetchReason | undefined {
  if (endpoint.endsWith('/records?fetched')) return 'fetched'
  return endpoint.endsWith('/records?reconcile') ? 'reconcile' : undefined
}
