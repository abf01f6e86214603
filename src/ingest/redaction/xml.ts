import { decodeReferences, encodeReferences } from '../../contract/xml-references.ts'
import { OTHER_MARKUP } from '../../contract/xml-scan.ts'
import { applyEdits, type Edit } from './edits.ts'
import { type Field, fieldOf, NAMELESS } from './field.ts'
import type { Redactor } from './redactor.ts'

interface Reader extends Redactor {
  source: string
  edits: Edit[]
  /** The open elements. */
  elements: Field[]
}

/** XML of hotels nests about fifteen levels. Deeper elements count as part of the deepest level. */
const DEEPEST = 1000

const NAME = /<([^\s/>=<"']+)/y
const ATTRIBUTE = /\s+([^\s=/><"']+)\s*=\s*("[^"<]*"|'[^'<]*')/y
const END_OF_TAG = /[<>]/g

/** Redacts the texts and attributes of XML. Parts that are not well-formed are redacted as text. */
export function redactXml(source: string, { credentials, redact, redactText }: Redactor): string {
  const reader: Reader = { source, credentials, redact, redactText, edits: [], elements: [] }
  for (let at = 0; at < source.length; ) {
    const markup = source.indexOf('<', at)
    const end = markup === -1 ? source.length : markup
    edit(reader, elementOf(reader), at, end)
    at = markup === -1 ? end : readMarkup(reader, markup)
  }
  return applyEdits(source, reader.edits)
}

function elementOf({ elements }: Reader): Field {
  return elements.at(-1) ?? NAMELESS
}

function readMarkup(reader: Reader, start: number): number {
  const { source } = reader
  for (const [begin, end] of OTHER_MARKUP) {
    if (!source.startsWith(begin, start)) continue
    const close = source.indexOf(end, start + begin.length)
    const to = close === -1 ? source.length : close
    edit(reader, elementOf(reader), start + begin.length, to)
    return Math.min(to + end.length, source.length)
  }
  return readTag(reader, start)
}

function readTag(reader: Reader, start: number): number {
  const { source, elements, credentials } = reader
  NAME.lastIndex = start
  const [tag = '', name] = NAME.exec(source) ?? []
  const field = name === undefined ? elementOf(reader) : fieldOf(name, elementOf(reader), credentials)
  const attributesEnd = readAttributes(reader, field, start + Math.max(tag.length, 1))
  END_OF_TAG.lastIndex = attributesEnd
  const end = END_OF_TAG.exec(source)?.index ?? source.length
  edit(reader, NAMELESS, attributesEnd, end)
  if (source.charAt(end) !== '>') return end
  if (source.startsWith('</', start)) elements.pop()
  else if (name !== undefined && source.charAt(end - 1) !== '/' && elements.length < DEEPEST) elements.push(field)
  return end + 1
}

function readAttributes(reader: Reader, element: Field, start: number): number {
  const { source, credentials } = reader
  let at = start
  ATTRIBUTE.lastIndex = at
  for (let found = ATTRIBUTE.exec(source); found !== null; found = ATTRIBUTE.exec(source)) {
    const [all, name = '', value = ''] = found
    at += all.length
    edit(reader, fieldOf(name, element, credentials), at - value.length + 1, at - 1)
    ATTRIBUTE.lastIndex = at
  }
  return at
}

function edit(reader: Reader, field: Field, from: number, to: number): void {
  if (from >= to) return
  const raw = reader.source.slice(from, to)
  const value = decodeReferences(raw)
  const clean = reader.redact(field, value)
  if (clean !== value) reader.edits.push({ from, to, text: encodeReferences(clean, value, raw) })
}
