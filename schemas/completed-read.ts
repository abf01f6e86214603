/** A record that was read from the vendor's API, by its entity. */
export interface CompletedRead {
  source: string
  kind: string
  id: string
  /** RFC 3339: when the read began. Events that were held later wait for another one. */
  startedAt: string
}
