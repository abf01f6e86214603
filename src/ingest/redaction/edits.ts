/** A part of a text, and its replacement. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** Applies edits, which are in ascending order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const pieces: string[] = []
  let done = 0
  for (const edit of edits) {
    pieces.push(text.slice(done, edit.from), edit.text)
    done = edit.to
  }
  pieces.push(text.slice(done))
  return pieces.join('')
}
