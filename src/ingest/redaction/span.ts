/** A part of a text. The second position is exclusive. */
export interface Span {
  from: number
  to: number
}
