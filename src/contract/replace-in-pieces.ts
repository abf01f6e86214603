const PIECE = 64 * 1024
/** Characters of the longest escape: `\u0041`. */
const ESCAPE = 6
const BACKSLASH = 92

/**
 * Applies a replacement to a text piece by piece. V8 keeps a list of all matches of one `replace`, 100 MB for 4 MB of escapes, and while it
 * does, a worker thread that runs out of memory ends the whole process. No piece ends within an escape that begins with a backslash.
 */
export function replaceInPieces(text: string, replace: (piece: string) => string): string {
  if (text.length <= PIECE) return replace(text)
  let replaced = ''
  for (let from = 0; from < text.length; ) {
    const to = endOfPiece(text, from)
    replaced += replace(text.slice(from, to))
    from = to
  }
  return replaced
}

function endOfPiece(text: string, from: number): number {
  let end = from + PIECE
  if (end >= text.length) return text.length
  const last = text.lastIndexOf('\\', end - 1)
  if (last > end - ESCAPE) end = last
  while (end > from && text.charCodeAt(end - 1) === BACKSLASH) end--
  // A whole piece of backslashes has an even number of them.
  return end > from ? end : from + PIECE
}
