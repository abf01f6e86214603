import { applyEdits, type Edit } from './edits.ts'
import { fieldOf, NAMELESS } from './field.ts'
import type { Redactor } from './redactor.ts'

const NAME = /\bname="([^"]*)"/i
const END_OF_HEADERS = /\r?\n\r?\n/

/** The boundary between the parts of a multipart body, if the content type names one. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (!contentType?.trim().toLowerCase().startsWith('multipart/')) return undefined
  const [, quoted, bare] = /\bboundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  return quoted ?? bare
}

/** Redacts the parts of a multipart body, each under the name its headers give it. */
export function redactMultipart(source: string, boundary: string, redactor: Redactor): string {
  const edits: Edit[] = []
  const delimiter = `--${boundary}`
  for (let from = 0; from < source.length; ) {
    const next = source.indexOf(delimiter, from)
    const to = next === -1 ? source.length : next
    edits.push(...redactPart(source.slice(from, to), from, redactor))
    from = to + delimiter.length
  }
  return applyEdits(source, edits)
}

function redactPart(part: string, from: number, { credentials, redact, redactText }: Redactor): Edit[] {
  const headersEnd = END_OF_HEADERS.exec(part)
  const begin = headersEnd === null ? 0 : headersEnd.index + headersEnd[0].length
  const headers = part.slice(0, begin)
  // The line break before a delimiter is part of the delimiter.
  const value = part.slice(begin).replace(/\r?\n$/, '')
  const name = NAME.exec(headers)?.[1] ?? ''
  return [
    editOf(headers, redactText(headers), from),
    editOf(value, redact(fieldOf(name, NAMELESS, credentials), value), from + begin)
  ].flat()
}

function editOf(text: string, clean: string, from: number): Edit[] {
  return clean === text ? [] : [{ from, to: from + text.length, text: clean }]
}
