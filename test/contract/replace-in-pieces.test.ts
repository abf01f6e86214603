import t from 'tap'
import { replaceInPieces } from '../../src/contract/replace-in-pieces.ts'

const PIECE = 64 * 1024

const decode = (text: string) =>
  text.replace(/\\(?:u([\da-f]{4})|([\s\S]))/g, (_all, code?: string, other?: string) =>
    code === undefined ? (other ?? '') : String.fromCharCode(Number.parseInt(code, 16))
  )

t.test('escapes at the end of a piece stay whole', async (t) => {
  for (const last of ['\\u0041', '\\n', '\\\\', '\\\\\\u0041', '\\'.repeat(100)]) {
    for (let before = PIECE - 110; before <= PIECE + 2; before++) {
      const text = `${'a'.repeat(before)}${last}${'b'.repeat(PIECE)}`
      if (replaceInPieces(text, decode) !== decode(text)) t.fail(`${last} after ${before} characters`)
    }
  }
  const backslashes = '\\'.repeat(3 * PIECE)
  t.equal(replaceInPieces(backslashes, decode), decode(backslashes))
})

t.test('no piece is longer than 64 Ki characters, and none is left out', async (t) => {
  const pieces: string[] = []
  const text = '\\u0041'.repeat(50_000)
  replaceInPieces(text, (piece) => {
    pieces.push(piece)
    return piece
  })
  t.equal(pieces.join(''), text)
  t.ok(pieces.every((piece) => piece.length <= PIECE && piece.startsWith('\\u0041')))
})
