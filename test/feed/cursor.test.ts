import t from 'tap'
import { BEGINNING, NOW, PositionRemoved } from '../../src/db/bounded-rows.ts'
import { behindCursor, cursorExpired, fromCursor, toCursor } from '../../src/feed/cursor.ts'

t.test('a cursor leads back to its position', async (t) => {
  for (const position of [0, 7, 1_795_786_845_830_094, Number.MAX_SAFE_INTEGER]) {
    t.match(toCursor(position), /^[\w-]+$/)
    t.equal(fromCursor(toCursor(position)), position)
  }
  t.equal(fromCursor(undefined), BEGINNING)
  t.equal(fromCursor('now'), NOW)
})

t.test('a text that is no cursor of the feed is refused', async (t) => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url')
  const texts = [
    ...['', '7', 'p7', 'Now', ' now', `${toCursor(7)}=`, `${toCursor(7)}A`, toCursor(7).slice(0, -1)],
    ...[
      'p',
      'p-7',
      'p07',
      'p7.5',
      'px',
      'pNaN',
      'xp7',
      'p7x',
      ' p7',
      'p7\n',
      '7',
      'q7',
      `p${'1'.repeat(17)}`,
      'p9999999999999999'
    ].map(encoded)
  ]
  for (const text of texts) t.throws(() => fromCursor(text), { code: 'UNKNOWN_CURSOR' }, JSON.stringify(text))
})

t.test('the error of an expired cursor names the oldest one that works', async (t) => {
  const { code, statusCode, message, details } = Object(cursorExpired(7))
  t.strictSame([code, statusCode, details], ['CURSOR_EXPIRED', 410, { cursor: toCursor(7) }])
  t.ok(message.includes(toCursor(7)))

  t.equal(await behindCursor(Promise.resolve('rows')), 'rows')
  await t.rejects(behindCursor(Promise.reject(new PositionRemoved(7))), { code: 'CURSOR_EXPIRED', details })
  const other = new Error('the database is away')
  t.equal(await behindCursor(Promise.reject(other)).catch((error: unknown) => error), other)
})
