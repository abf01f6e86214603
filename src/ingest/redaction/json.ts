import { SHORTEST_CARD } from './card-networks.ts'
import { applyEdits, type Edit } from './edits.ts'
import { type Field, fieldOf, isCardNumberField, NAMELESS } from './field.ts'
import { decodeString, encodeString, endOfToken, isClosed, isLiteral } from './json-tokens.ts'
import type { Redactor } from './redactor.ts'

interface RedactedJson {
  text: string
  /** The text is JSON from its first to its last character. */
  isJson: boolean
}

/** The kind of token that JSON allows next. */
type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end'

/** An object or an array that is not closed yet, and the field whose value it is. */
interface Level {
  isObject: boolean
  field: Field
}

interface Reader extends Redactor {
  expected: Expected
  isJson: boolean
  levels: Level[]
  /** The field of the next value, and the field of the whole JSON. */
  field: Field
  root: Field
  /** True: the JSON is inside a string, so its numbers may be typed by a guest. */
  isInString: boolean
  edits: Edit[]
  editsOfNumbers: NumberEdit[]
}

interface NumberEdit extends Edit {
  /** True if the name is that of a card number or a security code. Other numbers count only if the whole text is JSON. */
  isNamed: boolean
}

/** Deeper JSON is never decoded: `src/contract/decode.ts` allows 64 levels. */
const DEEPEST = 1000

/**
 * Redacts the strings of JSON, and numbers under the names of card numbers and security codes. It tracks the name of each
 * value, and continues in broken JSON. `outside` is the field whose value the JSON is.
 */
export function redactJson(source: string, redactor: Redactor, outside?: Field): RedactedJson {
  const reader: Reader = {
    credentials: redactor.credentials,
    redact: redactor.redact,
    redactText: redactor.redactText,
    expected: 'value',
    isJson: true,
    levels: [],
    field: outside ?? NAMELESS,
    root: outside ?? NAMELESS,
    isInString: outside !== undefined,
    edits: [],
    editsOfNumbers: []
  }
  for (let at = source.startsWith('\ufeff') ? 1 : 0; at < source.length; ) {
    const end = endOfToken(source, at)
    readToken(reader, source, at, end)
    at = end
  }
  const isJson = reader.isJson && reader.levels.length === 0 && reader.expected === 'comma or end'
  return { text: applyEdits(source, editsOf(reader, isJson)), isJson }
}

/** Stars in place of a number need quotes where the rest is JSON. */
function editsOf({ edits, editsOfNumbers }: Reader, isJson: boolean): Edit[] {
  if (editsOfNumbers.length === 0) return edits
  const numbers = editsOfNumbers.filter(({ isNamed }) => isJson || isNamed)
  const quoted = numbers.map(({ from, to, text }) => ({ from, to, text: isJson ? JSON.stringify(text) : text }))
  return [...edits, ...quoted].sort((one, other) => one.from - other.from)
}

function readToken(reader: Reader, source: string, from: number, to: number): void {
  const first = source.charAt(from)
  if (first === ' ' || first === '\n' || first === '\r' || first === '\t') return
  if (first === '"') readString(reader, source, from, to)
  else if (first === ',') readComma(reader)
  else if (first === ':') expect(reader, reader.expected === 'colon', 'value')
  else if (first === '{' || first === '[') open(reader, first === '{')
  else if (first === '}' || first === ']') close(reader, first === '}')
  else readWord(reader, source.slice(from, to), from)
}

/** An unexpected token means that the text is no valid JSON. Reading continues as if it were. */
function expect(reader: Reader, isExpected: boolean, next: Expected): void {
  reader.isJson &&= isExpected
  reader.expected = next
}

function open(reader: Reader, isObject: boolean): void {
  if (reader.levels.length === DEEPEST) reader.isJson = false
  else reader.levels.push({ isObject, field: reader.field })
  expect(reader, isValueExpected(reader), isObject ? 'name or end' : 'value or end')
}

function close(reader: Reader, isObject: boolean): void {
  const closed = reader.levels.pop()
  const isExpected = reader.expected.endsWith('or end') && closed?.isObject === isObject
  expect(reader, isExpected, 'comma or end')
  reader.field = reader.levels.at(-1)?.field ?? reader.root
}

function readComma(reader: Reader): void {
  const level = reader.levels.at(-1)
  expect(reader, reader.expected === 'comma or end' && level !== undefined, level?.isObject ? 'name' : 'value')
}

function readString(reader: Reader, source: string, from: number, to: number): void {
  const string = source.slice(from, to)
  if (to === source.length) reader.isJson &&= isClosed(string)
  if (reader.expected === 'name' || reader.expected === 'name or end') {
    const name = decodeString(string)
    reader.field = fieldOf(name, reader.levels.at(-1)?.field ?? reader.root, reader.credentials)
    reader.expected = 'colon'
    if (MAY_MATTER.test(string)) edit(reader, string, from, reader.redactText)
  } else {
    const field = isValueExpected(reader) ? reader.field : NAMELESS
    expect(reader, isValueExpected(reader), 'comma or end')
    if (field.secret !== 'no' || MAY_MATTER.test(string)) {
      edit(reader, string, from, (value) => reader.redact(field, value))
    }
  }
}

function edit({ edits }: Reader, string: string, from: number, redact: (value: string) => string): void {
  const value = decodeString(string)
  const clean = redact(value)
  if (clean !== value) edits.push({ from, to: from + string.length, text: encodeString(clean, string) })
}

/** A string without digits has nothing to redact, unless it contains JSON or XML. The escape of a digit has digits, too. */
const MAY_MATTER = /[\d{[<]|[^\0-\x7f]/

function readWord(reader: Reader, word: string, from: number): void {
  const isExpected = isValueExpected(reader) && isLiteral(word)
  expect(reader, isExpected, 'comma or end')
  const { field, isInString } = reader
  if (!isExpected || (field.secret === 'no' && word.length < SHORTEST_CARD)) return
  const isNamed = field.secret !== 'no' || isCardNumberField(field)
  if (!(isInString || isNamed)) return
  const text = reader.redact(field, word)
  if (text !== word) reader.editsOfNumbers.push({ from, to: from + word.length, text, isNamed })
}

function isValueExpected({ expected }: Reader): boolean {
  return expected === 'value' || expected === 'value or end'
}
