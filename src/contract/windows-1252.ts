import { replaceInPieces } from './replace-in-pieces.ts'

// Node.js 20 decodes windows-1252, and what the Encoding standard takes for it, as if its bytes were code points.
// https://encoding.spec.whatwg.org/index-windows-1252.txt
const FROM_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The text of bytes in windows-1252. */
export function decodeWindows1252(body: Buffer): string {
  return replaceInPieces(body.toString('latin1'), decodePiece)
}

function decodePiece(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (char) => FROM_80[char.charCodeAt(0) - 0x80] ?? char)
}
