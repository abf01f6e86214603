/** The vendor cannot be asked now. What is wanted stays in the queue. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** The vendor refuses to answer this much at once. Of a single record: for good. */
export class TooMuch extends Error {
  override name = 'TooMuch'
}
