/** A defect in drafting an event. Another attempt would fail, too, so the delivery is quarantined. */
export class DraftFailed extends Error {
  override name = 'DraftFailed'
  readonly code = 'DRAFT_FAILED'

  constructor(cause: unknown) {
    super('drafting the event of a reading failed', { cause })
  }
}
