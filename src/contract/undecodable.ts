/** Thrown by an endpoint's `decode` for bytes that do not have its form. The message is a sentence without any byte of the body. */
export class Undecodable extends Error {
  override name = 'Undecodable'
  readonly statusCode: 400 | 415

  constructor(reason: string, statusCode: 400 | 415 = 400) {
    super(reason)
    this.statusCode = statusCode
  }
}
