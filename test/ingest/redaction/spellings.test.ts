import t from 'tap'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { CARDS } from './cards.ts'

const DIGITS_OF = { ascii: 0x30, fullWidth: 0xff10, arabic: 0x660, persian: 0x6f0, devanagari: 0x966, bold: 0x1d7ce }

const DASHES = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uff0d']
const SPACES = [' ', '\u00a0', '\u2009', '\u200a', '\u202f', '\u3000']
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad']
const OTHERS = ['\t', '/', '_', '.', '\n', '\r\n', '\u00b7', '\uff0f']
const SINGLE = ['', ...DASHES, ...SPACES, ...INVISIBLE, ...OTHERS]
const WIDE = ['  ', ' - ', '. ', '\u00a0-']

/** A text in every form of body, and how to get it back. */
const FORMS: readonly (readonly [name: string, type: string, write: (text: string) => Buffer, read: Read])[] = [
  ['JSON', 'application/json', (text) => json({ text }), (body) => JSON.parse(body).text],
  ['escaped JSON', 'application/json', (text) => Buffer.from(escaped({ text })), (body) => JSON.parse(body).text],
  [
    'JSON in a string',
    'application/json',
    (text) => json({ answer: escaped({ text }) }),
    (body) => JSON.parse(JSON.parse(body).answer).text
  ],
  [
    'JSON that is not UTF-8',
    'application/json',
    (text) => Buffer.concat([json({ text }), Buffer.from([0xff])]),
    (body) => JSON.parse(body.replace(/\ufffd$/, '')).text
  ],
  ['a form', 'application/x-www-form-urlencoded', (text) => Buffer.from(`${new URLSearchParams({ text })}`), ofForm],
  ['XML', 'application/xml', (text) => Buffer.from(`<a><note>${text}</note></a>`), same],
  ['an attribute', 'application/xml', (text) => Buffer.from(`<a note="${text}"/>`), same],
  ['references', 'application/xml', (text) => Buffer.from(`<a>${referenced(text)}</a>`), unreferenced],
  ['plain text', 'text/plain', (text) => Buffer.from(text), same],
  ['CSV', 'text/csv', (text) => Buffer.from(`1,${text},2\n`), same],
  ['multipart', 'multipart/form-data; boundary="b"', (text) => Buffer.from(`--b\r\n\r\n${text}\r\n--b--`), same]
]

type Read = (body: string) => string

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** With escapes for all but letters and signs of ASCII. */
function escaped(value: object): string {
  return JSON.stringify(value).replace(/[^ -~]|\d/g, escapeOf)
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function ofForm(body: string): string {
  return new URLSearchParams(body).get('text') ?? ''
}

function referenced(text: string): string {
  return text.replace(/[^ -~]|\d/gu, (character) => `&#${character.codePointAt(0)};`)
}

function unreferenced(body: string): string {
  return body.replace(/&#(\d+);/g, (_reference, code) => String.fromCodePoint(Number(code)))
}

function same(body: string): string {
  return body
}

t.test('a card is redacted in every spelling, in every form of body', async (t) => {
  for (const [network, [number = '']] of Object.entries(CARDS)) {
    // What reads digits does not know networks: all scripts for one of them will do.
    for (const [script, zero] of Object.entries(DIGITS_OF).slice(0, network === 'visa' ? undefined : 1)) {
      const spellings = [...SINGLE, ...WIDE].map((gap) => inGroups(number, gap))
      spellings.push(...SINGLE.map((gap) => [...number].join(gap)))
      for (const spelled of spellings.map((text) => inScript(text, zero))) {
        const missed = FORMS.filter((form) => !isRedacted(form, spelled, number)).map(([name]) => name)
        if (missed.length > 0) t.strictSame(missed, [], `${network}, ${script}: ${JSON.stringify(spelled)}`)
      }
    }
  }
  t.pass('all are')
})

function inGroups(number: string, gap: string): string {
  const groups = number.length < 16 ? /^(\d{4})(\d{6})/ : /^(\d{4})(\d{4})(\d{4})/
  return number.replace(groups, (_all, ...parts) =>
    parts
      .slice(0, -2)
      .map((part) => `${part}${gap}`)
      .join('')
  )
}

function inScript(text: string, zero: number): string {
  return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
}

/** The last four digits are all that is left, and the rest of the text is as it was. */
function isRedacted([, type, write, read]: (typeof FORMS)[number], spelled: string, number: string): boolean {
  const text = `my ${spelled} ok`
  const clean = read(redact(write(text), type).toString())
  const shown = number.length - 4
  let digit = 0
  const expected = text.replace(/\p{Nd}/gu, (character) => (digit++ < shown ? '*'.repeat(character.length) : character))
  return clean.includes(expected)
}
