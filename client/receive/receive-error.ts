/** A delivery that is not genuine, or too old. */
export class ReceiveError extends Error {
  override name = 'ReceiveError'
}
