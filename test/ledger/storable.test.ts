import t from 'tap'
import { storable, storableJson, storableText, storableValue } from '../../src/ledger/storable.ts'

const ODD = 'a\0b\ud83dc\udc00'
const CLEAN = 'a\u2400b\ufffdc\ufffd'

t.test('NUL and half surrogates are replaced, and nothing else', async (t) => {
  t.equal(storable(ODD), CLEAN)
  t.equal(storable('\0\0'), '\u2400\u2400')
  for (const text of ['', 'é', '😀', '\u0001', '\ue000']) t.equal(storable(text), text)
})

t.test('the same in every string and key of a value', async (t) => {
  const value = { [ODD]: [ODD, 1, null, { [ODD]: true }], same: '😀' }
  const clean = { [CLEAN]: [CLEAN, 1, null, { [CLEAN]: true }], same: '😀' }
  t.equal(storableJson(value), JSON.stringify(clean))
  t.strictSame(storableValue(value), { value: clean, text: JSON.stringify(clean) })
  t.equal(storableText('"\\u0000"'), '"\u2400"')
  t.equal(storableText('"\\udfff"'), '"\ufffd"')
  t.equal(storableText('"\\u0001" '), '"\\u0001" ', 'the text of a clean value stays as it is')
  const given = { text: '😀' }
  t.equal(storableValue(given).value, given)
  t.strictSame(storableValue(given, '{"other":1}'), { value: given, text: '{"other":1}' })
})
