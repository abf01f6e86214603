/** Our own code failed on a reading. It would fail again, so the delivery is quarantined and not tried again. */
export class DraftFailed extends Error {
  override name = 'DraftFailed'
  readonly code = 'DRAFT_FAILED'

  constructor(cause: unknown) {
    super('a reading could not be made an event', { cause })
  }
}
