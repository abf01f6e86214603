import fc from 'fast-check'
import t from 'tap'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { redactText } from '../../../src/ingest/redaction/text.ts'
import { hasText } from '../../support/has-text.ts'

// Numbers that card networks publish for testing.
const CARDS = [
  '4111111111111111',
  '4222222222222',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '30569309025904',
  '3566002020360505'
]

function redactPlain(text: string): string {
  return redactText(text, { lettersMayTouch: () => false, isCard: false })
}

function redactWritten(text: string): string {
  return redactText(text, { lettersMayTouch: () => true, isCard: false })
}

const FORM = 'application/x-www-form-urlencoded'

t.test('every issuer’s numbers are redacted, alone, in groups, and among other numbers', async (t) => {
  for (const card of CARDS) {
    const last = card.slice(-4)
    t.equal(redactPlain(card), '*'.repeat(card.length - 4) + last)
    for (const gap of [' ', '-']) {
      const groups = card.replace(/(\d{4})(?=\d\d)/g, `$1${gap}`)
      const text = `room 12 04 ${groups} exp 12/27`
      hasText(t, redactPlain(text), `${last.slice(-2)} exp 12/27`)
      t.notMatch(redactPlain(text), groups.slice(0, 9), groups)
      t.equal(redactPlain(text).length, text.length)
    }
    const changed = `${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`
    t.equal(redactPlain(changed), changed, 'the check digit does not fit')
  }
})

t.test('a body that is no JSON after all is redacted wherever a card is', async (t) => {
  for (const card of CARDS) {
    const grouped = card.replace(/(\d{4})(?=\d\d)/g, '$1 ')
    for (const body of [
      `{"text":"a", card ${card}`,
      `card ${grouped}{`,
      `a=b&c=${grouped.replaceAll(' ', '+')}&d`,
      `[${card}`
    ]) {
      const clean = redact(Buffer.from(body), 'application/json').toString()
      t.notMatch(clean.replace(/[ +]/g, ''), card.slice(0, -4), body)
      t.match(clean, card.slice(-2))
    }
  }
  t.notMatch(redact(Buffer.from('{"a":"\\u0034111111111111111'), undefined).toString(), '111111111111')
  t.equal(redact(Buffer.from('{"4111111111111111":"a"}'), undefined).toString(), '{"************1111":"a"}')
  t.equal(redact(Buffer.from('4111111111111111=a&b'), FORM).toString(), '************1111=a&b')
  const whole = Buffer.from(`\ufeff{"amount":${CARDS[0]}}`)
  t.equal(redact(whole, 'application/json'), whole, 'a number that is no card by its name stays, also behind a mark')
})

t.test('a card in a form is redacted whatever is before it and however it is escaped', async (t) => {
  const encoders: ((text: string) => string)[] = [
    (text) => new URLSearchParams({ text }).toString(),
    (text) => `text=${encodeURIComponent(text)}`,
    (text) => `text=${Buffer.from(text).toString('hex').replace(/../g, '%$&')}`,
    (text) => `text=${Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&')}`
  ]
  for (const before of [
    '',
    ' ',
    '"',
    '":"',
    ',',
    '=',
    '/',
    '(',
    '\n',
    '[',
    '{',
    '😀',
    'é',
    '…',
    '%',
    '&',
    '#',
    '?',
    ';'
  ]) {
    for (const card of CARDS) {
      for (const gap of ['', ' ', '-']) {
        const text = `${before}${card.replace(/(\d{4})(?=\d\d)/g, `$1${gap}`)} ok`
        for (const escaped of encoders.map((encode) => encode(text))) {
          const clean = new URLSearchParams(redact(Buffer.from(`Body=x&${escaped}`), FORM).toString()).get('text') ?? ''
          t.notMatch(clean.replace(/[ -]/g, ''), card.slice(0, -4), escaped)
          hasText(t, clean, `${card.slice(-2)} ok`)
        }
      }
    }
  }
  t.equal(redact(Buffer.from('{"cav2":"123"}'), 'application/json').toString(), '{"cav2":"***"}')
  const phone = Buffer.from('From=%2B14155550123&Body=at+ten%3F')
  t.equal(redact(phone, FORM), phone)
})

t.test('ids, addresses, phone numbers and links are left alone: they could not be had back', async (t) => {
  const card = '4111111111111111'
  const spared: readonly (readonly [name: string, value: string])[] = [
    ['From', `messenger:${card}`],
    ['To', card],
    ['ChannelToAddress', `rcs:${card}`],
    ['email', `${card}@example.com`],
    ['url', `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${card}&ext=1`],
    ['MediaUrl0', `HTTPS://api.example.com/${card}`],
    ['body', `https://example.com/?booking=${card}`],
    ['phone', '49 151 12345009'],
    ['phone', '49-151-12345009'],
    ['phones', '(49) 151 12345009 / 4915112345009'],
    ['phoneE164', '49 151 12345009'],
    ['guestPhone', '49151 12345009'],
    ['display_phone_number', '49 151 12345009'],
    ['From', '49 151 12345009'],
    ['to', '49 151 12345009'],
    ['wa_id', '49 151-12345009'],
    ['recipient_id', '4915112345009'],
    ['vcard', 'BEGIN:VCARD\nTEL;waid=4915112345009:49 151 12345009\nEND:VCARD'],
    ['externalId', `exp:${card}`],
    ['id', `booking:${card}`],
    ['propertyID_str', `a/${card}`],
    ['MessageSid', `x.${card}:${card}`],
    ['biz_opaque_callback_data', card],
    ['callbackData', `r:${card}`],
    ['flow_token', card],
    ['ButtonPayload', `book:${card}`],
    ['confirmationNumber', card],
    ['reference', card],
    ['timestamp', card],
    ['anything', '52542664-1607-4077-977a-7d694d7c89c9'],
    ['text', 'see 52542664-1607-4077-977a-7d694d7c89c9 and 01020304-4077-4771-9773-7d694d7c89c9'],
    ['id', 'booking:52542664-1607-4077-977a-7d694d7c89c9']
  ]
  for (const [name, value] of spared) {
    const json = Buffer.from(JSON.stringify({ [name]: value, card: 1 }))
    t.equal(redact(json, 'application/json'), json, json.toString())
    const form = Buffer.from(new URLSearchParams({ [name]: value }).toString())
    t.equal(redact(form, FORM), form, form.toString())
  }
})

t.test('a card is redacted under the name of an id or a phone where it cannot be one', async (t) => {
  const card = '4111111111111111'
  for (const [name, value] of [
    ['externalId', '4111-1111-1111-1111'],
    ['id', '4111 1111 1111 1111'],
    ['id', `my card ${card}`],
    ['phone', '4111 1111 1111 1111'],
    ['From', '4111-1111-1111-1111'],
    ['phone', `card ${card}`],
    ['address', `12 High Street, card ${card}`],
    ['confirmationNumber', `exp:${card}`],
    ['reference', `exp:${card}`],
    ['body', `https://example.com/ ${card}`],
    ['card_number', card],
    ['cardNumber', `visa:${card}`],
    ['hotel', `bar:${card}`],
    ['photo', `my ${card}`]
  ] as const) {
    for (const [body, type] of [
      [JSON.stringify({ [name]: value }), 'application/json'],
      [new URLSearchParams({ [name]: value }).toString(), FORM]
    ] as const) {
      const clean = redact(Buffer.from(body), type).toString()
      t.notMatch(clean.replace(/[ +-]/g, ''), card.slice(0, -4), body)
      hasText(t, clean, '1111', body)
    }
  }
})

t.test('JSON in a string is redacted as JSON, and what is around it stays', async (t) => {
  const answer = {
    flow_token: '4111111111111111',
    card_number: '4111111111111111',
    cvv: '123',
    ids: [4111111111111111]
  }
  const masked = { ...answer, card_number: '************1111', cvv: '***' }
  for (const [inner, expected] of [
    [answer, masked],
    [[answer], [masked]],
    [{ cvv: 123 }, { cvv: '***' }],
    [
      { text: 'é 😀 "q" \\ \n', cvc: '1' },
      { text: 'é 😀 "q" \\ \n', cvc: '*' }
    ],
    [{ card: { number: 4111111111111111 } }, { card: { number: '************1111' } }],
    [{ data: JSON.stringify({ cvv: '123' }) }, { data: JSON.stringify({ cvv: '***' }) }]
  ] as const) {
    const around = (text: string) => `{"a" : "\\u00e9\\/", "response_json":${JSON.stringify(text)},"n":1.50}`
    const body = redact(Buffer.from(around(JSON.stringify(inner))), 'application/json').toString()
    t.equal(body, around(JSON.stringify(expected)))
    const form = (value: unknown) => `a=%c3%a9&${new URLSearchParams({ FlowData: JSON.stringify(value) })}&b=%7e`
    t.equal(redact(Buffer.from(form(inner)), FORM).toString(), form(expected))
  }
  const spaced = Buffer.from('{"cvv":"", "response_json":"{ \\"note\\" : \\"caf\\u00e9\\/\\" }"}')
  t.equal(redact(spaced, 'application/json'), spaced, 'nothing in it is redacted, so nothing is written anew')
  t.equal(
    redact(Buffer.from('FlowData={"card":"4111 1111 1111 1111","cvv":"123"}'), FORM).toString(),
    new URLSearchParams({ FlowData: '{"card":"**** **** **** 1111","cvv":"***"}' }).toString()
  )
})

t.test('what only begins like JSON is redacted as text', async (t) => {
  for (const text of [
    '[4111111111111111]',
    '{4111 1111 1111 1111}',
    '[ 4111111111111111 is it',
    ' {"a":4111111111111111}'
  ]) {
    const clean = redact(Buffer.from(JSON.stringify({ text })), 'application/json').toString()
    t.notMatch(clean.replaceAll(' ', ''), '411111111111', text)
  }
  const cut = JSON.stringify({ response_json: JSON.stringify({ cvv: '987', card_number: '4111111111111111' }) })
  for (let end = cut.indexOf('987') + 3; end < cut.length; end++) {
    const clean = redact(Buffer.from(cut.slice(0, end)), 'application/json').toString()
    t.notMatch(clean, /987|4111111111111111/, cut.slice(0, end))
  }
})

t.test('JSON in JSON in JSON does not throw', async (t) => {
  let text = '{"cvv":"123"}'
  for (let depth = 0; depth < 12; depth++) {
    text = JSON.stringify({ cvv: '123', a: text })
    const clean = redact(Buffer.from(text), 'application/json')
    t.equal(JSON.parse(clean.toString()).cvv, '***')
  }
})

const GAPS = [
  ' ',
  '-',
  '.',
  '  ',
  '. ',
  ' -',
  '- ',
  '--',
  '\n',
  '\r\n',
  ' \n',
  '\n ',
  '\u00a0',
  '\u00a0 ',
  '\u00a0\u00a0',
  '.\u00a0'
]

/** A text under a name in every spelling that a sender can choose. */
function spellings(name: string, text: string): readonly (readonly [body: string, type: string])[] {
  const json = JSON.stringify({ [name]: text })
  const escaped = json.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const form = new URLSearchParams({ [name]: text }).toString()
  return [
    [json, 'application/json'],
    [escaped, 'application/json'],
    [JSON.stringify({ answer_json: json }), 'application/json'],
    [JSON.stringify({ answer_json: escaped }), 'application/json'],
    [form, FORM],
    [form.replaceAll('+', '%20'), FORM],
    [form.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%C2%A0', '\u00a0'), FORM],
    [form.replaceAll('.', '%2e').replaceAll('-', '%2d'), FORM],
    [new URLSearchParams({ FlowData: json }).toString(), FORM]
  ]
}

t.test('groups are a card’s whatever gap is between them, and whatever touches them', async (t) => {
  for (const gap of GAPS) {
    for (const groups of ['4111 1111 1111 1111', '5555 5555 5555 4444', '3782 822463 10005', '3782 8224 6310 005']) {
      for (const [before, after] of [
        ['card ', ' ok'],
        ['', ''],
        ['Visa', 'x'],
        ['12 ', ' 12/27'],
        ['no.', '.'],
        ['\u2605', '\u2605']
      ]) {
        const text = `${before}${groups.replaceAll(' ', gap)}${after}`
        for (const [body, type] of spellings('value', text)) {
          const clean = redact(Buffer.from(body), type).toString()
          t.not(clean, body, body)
          const all = decodeURIComponent(clean.replaceAll('+', ' ')).replace(/\\+(u00a0|[nr])|[\s.\u00a0-]/g, '')
          t.notMatch(all, groups.replaceAll(' ', '').slice(0, -4), body)
        }
      }
    }
  }
  t.equal(redactPlain('4111 1111\n1111 1111'), '**** ****\n**** 1111', 'wrapped')
  t.equal(redactPlain('4111  1111\u00a01111-1111'), '****  ****\u00a0****-1111', 'mixed')
})

t.test('letters touch a card in what people write, and are part of an id elsewhere', async (t) => {
  for (const text of [
    'Visa4111111111111111',
    '4111111111111111x',
    'no.4111111111111111',
    'Karte4111111111111111Danke'
  ]) {
    for (const name of ['text', 'Body', 'caption', 'notes', 'guestNote', 'specialRequests', 'ErrorMessage']) {
      for (const [body, type] of spellings(name, text)) {
        t.notMatch(redact(Buffer.from(body), type).toString(), '411111111111', body)
      }
    }
    for (const name of ['id', 'messageId', 'value', 'MessageSid', 'reference']) {
      const body = Buffer.from(JSON.stringify({ [name]: text.replace('no.', 'no') }))
      t.equal(redact(body, 'application/json'), body, body.toString())
    }
  }
  for (const text of [
    'a_4111111111111111',
    '+4111111111111111',
    '14111111111111111',
    '0.4111111111111111',
    'x4111111111111111@example.com'
  ]) {
    const body = Buffer.from(JSON.stringify({ text }))
    t.equal(redact(body, 'application/json'), body, text)
  }
})

t.test('amounts, dates, lists and phone numbers are no cards', async (t) => {
  for (const text of [
    '2026.11.26.14.30',
    '599.50 1200.00',
    '450.00 1200.00 99.50 310.00 42.00',
    '4500.00 1200.01 1200.00 1200.00',
    '4111.1111 1111.1111 4111.1111 1111.1111',
    '45.1234, 41.1111',
    '2027-03-15\n2027-03-18\n2027-03-21',
    '49.151.12345009',
    '49.30.1234567\n49.30.7654321',
    '+4111 1111 1111 1111',
    '4111, 1111, 1111, 1111',
    '4111\n1111\n1111\n1111\n1112\n1113',
    '2025\n4111\n1111\n1111\n1111',
    '192.168.100.200 192.168.100.201',
    '41..11..11..11..11..11..11..11',
    '4111   1111   1111   1111'
  ]) {
    t.equal(redactWritten(text), text)
    for (const [body, type] of spellings('text', text)) {
      const bytes = Buffer.from(body)
      t.equal(redact(bytes, type), bytes, body)
    }
  }
})

// What can be in a text that has a card, or nearly.
const PART = fc.oneof(
  fc.constantFrom(...CARDS, '4111', '1111', '1111', '123', '41', '822463', '10005', ...GAPS),
  fc.constantFrom('+', ' ', '-', '.', '\n', 'a', '_', '"', '\\', '=', ':', '!', '{', '[', '}', '😀', 'é', '\u2605'),
  fc.constantFrom('cvv', 'cav2', 'cvc2', 'number', 'pan', 'text', 'id', 'phone', 'key', 'api.key')
)
const GROUPED = fc
  .tuple(fc.constantFrom(...CARDS), fc.array(fc.constantFrom(...GAPS), { minLength: 3, maxLength: 3 }))
  .map(([card, gaps]) => gaps.reduce((left, gap) => left.replace(/(\d{4})(?=\d+$)/, `$1${gap}`), card))
const PARTS = fc.array(fc.oneof(PART, GROUPED), { maxLength: 8 })
const CREDENTIALS = ['key', 'api.key']
const NUM_RUNS = Number(process.env['REDACTION_RUNS'] ?? 2_000)

t.test('a form that is only glanced at has nothing that a closer look would redact', async (t) => {
  const escaped = (text: string) =>
    `%${Buffer.from(text)
      .toString('hex')
      .replace(/..(?!$)/g, '$&%')}`
  const encode = fc.constantFrom(
    encodeURIComponent,
    escaped,
    (raw: string) => new URLSearchParams({ '': raw }).toString().slice(1),
    (raw: string) => raw.replace(/[^\w.\s-]/g, '+').replaceAll(' ', '+')
  )
  const text = fc
    .tuple(PARTS, fc.array(encode, { minLength: 1, maxLength: 4 }))
    .map(([parts, encoders]) =>
      parts.map((raw, at) => (raw === '' ? '' : (encoders[at % encoders.length]?.(raw) ?? raw))).join('')
    )
  const form = fc.array(
    fc.tuple(text, text).map((pair) => pair.join('=')),
    { minLength: 1, maxLength: 4 }
  )
  fc.assert(
    fc.property(form, fc.constantFrom([], CREDENTIALS), (pairs, credentials) => {
      const closer = redact(Buffer.from(`${pairs.join('&')}&cvv=`), FORM, credentials).toString()
      t.equal(`${redact(Buffer.from(pairs.join('&')), FORM, credentials)}&cvv=`, closer)
    }),
    { numRuns: NUM_RUNS }
  )
})

t.test('JSON that is only glanced at has nothing that a closer look would redact', async (t) => {
  const text = PARTS.map((parts) => parts.join(''))
  const inner = fc.tuple(text, text).map(([name, value]) => JSON.stringify({ [name]: value }))
  const values = fc.array(fc.tuple(text, fc.oneof(text, inner)), { minLength: 1, maxLength: 3 })
  const escaped = fc.constantFrom(/$^/g, /[^ -~]/g, /[\d\u2605]/g, /["{]/g, /[ .-]/g)
  fc.assert(
    fc.property(values, escaped, fc.constantFrom([], CREDENTIALS), (values, escaped, credentials) => {
      const hidden = (text: string) =>
        JSON.stringify(text).replace(escaped, (one, at: number, all: string) =>
          at === 0 || at === all.length - 1 || all[at - 1] === '\\' || one === '\\'
            ? one
            : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
        )
      const body = values.map(([name, value]) => `${hidden(name)}:${hidden(value)}`).join(',')
      const closer = redact(Buffer.from(`{${body},"cvv":""}`), 'application/json', credentials).toString()
      t.equal(
        `${redact(Buffer.from(`{${body}}`), 'application/json', credentials)}`.replace(/}$/, ',"cvv":""}'),
        closer
      )
    }),
    { numRuns: NUM_RUNS }
  )
})
