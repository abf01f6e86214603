/** A pattern for `matchExactly`: any string that contains a text. */
export function containing(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
}
