import { replaceInPieces } from '../../contract/replace-in-pieces.ts'

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const NO_WORD = new Set(' \t\r\n{}[]:,"')
const LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

/** The end of the token that begins at `start`: a string, a sign, a space, or a word (a number, true, or what is no JSON). */
export function endOfToken(source: string, start: number): number {
  const first = source.charAt(start)
  if (first === '"') return endOfString(source, start)
  let end = start + 1
  if (NO_WORD.has(first)) return end
  while (end < source.length && !NO_WORD.has(source.charAt(end))) end++
  return end
}

/** A string that is not closed reaches to the end of the text. */
function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at++
  }
  return source.length
}

export function isLiteral(word: string): boolean {
  return LITERAL.test(word)
}

/** Whether a string is closed: its last quote has an even number of backslashes before it. */
export function isClosed(string: string): boolean {
  let at = string.length - 2
  while (string.charCodeAt(at) === BACKSLASH) at--
  return string.length > 1 && string.endsWith('"') && (string.length - at) % 2 === 0
}

/** The value of a JSON string. A broken string is read as far as possible. */
export function decodeString(string: string): string {
  const inside = string.slice(1, isClosed(string) ? -1 : undefined)
  if (!inside.includes('\\')) return inside
  try {
    return String(JSON.parse(string))
  } catch {
    return replaceInPieces(inside, decodeEscapes)
  }
}

function decodeEscapes(text: string): string {
  return text
    .replace(/\\u([\da-f]{4})/gi, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\([\s\S])/g, '$1')
}

/** The JSON string for `text`, as a replacement. A string that was not closed stays unclosed. */
export function encodeString(text: string, before: string): string {
  const string = before.includes('\\') || /[\\"]/.test(text) ? JSON.stringify(text) : `"${text}"`
  return isClosed(before) ? string : string.slice(0, -1)
}
