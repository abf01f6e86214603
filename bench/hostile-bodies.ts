/** Parts that, repeated, were or could be slow to redact: digits, escapes, brackets, and what nearly is a card. */
export const HOSTILE_PARTS: readonly string[] = [
  ...[
    '4',
    '4 ',
    '4\t',
    '12 ',
    '41-',
    '42 ',
    '62 ',
    '41 11 ',
    '1234 ',
    '42.42 ',
    '4111.',
    '4111  ',
    '4111\\n',
    '1         '
  ],
  ...[
    '4111111111111111 ',
    '4111 1111 1111 1111 ',
    '"4111111111111111",',
    '4222222222222 ',
    '４',
    '𝟒',
    '1\u200b',
    '+1 '
  ],
  ...['card 62 ', 'cvv 12', 'cvv ', '"cvv":737,', '{"cvv":"1"},', 'B4111111111111111^', '4111111111111111=', '^', '='],
  ...['[', '{"a":', '"', '\\', '\\"', '\\\\"', '"[\\', '\\u003', '\\u0034', '\\\\u0034', '1,', '"a":1,', 'a['],
  ...[
    '%',
    '%3',
    '%34',
    '&a=1',
    'a&',
    '+',
    '<a ',
    '<a>',
    '<a b="',
    '<a b="1" ',
    '<!--',
    '<![CDATA[',
    '&',
    '&#52;',
    '&#5'
  ],
  ...[
    'http://a 4111111111111111 ',
    'DE89370400440532013000 ',
    'o=- 1 1 IN IP4\n',
    '--x\r\n',
    '\0',
    '*',
    '-',
    ' ',
    'é',
    '🙂'
  ],
  ...['aA', 'phone_1', 'card', 'a', '\ufeff', '\u200b']
]

const FORM = 'application/x-www-form-urlencoded'

/** Bodies of about a size that consist of one part, in each form that a reader is for. */
export function hostileBodies(part: string, size: number): readonly (readonly [type: string, body: Buffer])[] {
  const text = part.repeat(Math.ceil(size / Buffer.byteLength(part)))
  const body = (before: string, after = '') => Buffer.from(before + text + after)
  return [
    ['application/json', body('{"text":"', '"}')],
    ['application/json', body('[', '1]')],
    ['application/json', body('{"cvv":"1","note":"')],
    [FORM, body('a=')],
    ['application/xml', body('<a>')],
    ['multipart/form-data; boundary=x', body('--x\r\n\r\n')],
    ['text/plain', Buffer.concat([body(''), Buffer.from([0xff])])]
  ]
}
