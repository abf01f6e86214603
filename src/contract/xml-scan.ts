import { decodeReferences } from './xml-references.ts'

/** Parts of XML that are no elements, with their ends. */
export const OTHER_MARKUP = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>']
] as const

const TAG = /<(\/?)(?:[\w.-]{1,200}:)?([\w.-]{1,200})/y
const ATTRIBUTE = /\s(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g

/** More elements than this are not searched: real SOAP headers have about ten. */
const MOST_TAGS = 100_000

/**
 * The text of the element at a path of local names from the root, or of its attribute if the last name is `@name`. Undefined:
 * there is none, there are several, or the element has children. The source need not be well-formed: the scan builds nothing.
 */
export function findXml(source: string, path: readonly string[]): string | undefined {
  const last = path.at(-1) ?? ''
  const attribute = last.startsWith('@') ? last.slice(1) : undefined
  const elements = attribute === undefined ? path : path.slice(0, -1)
  let found: string | undefined
  let count = 0
  let depth = 0
  /** So many of the open elements are the first names of the path. */
  let matched = 0
  let tags = 0
  for (let at = source.indexOf('<'); at !== -1 && tags < MOST_TAGS; at = source.indexOf('<', at)) {
    tags++
    const other = OTHER_MARKUP.find(([begin]) => source.startsWith(begin, at))
    if (other !== undefined) {
      const end = source.indexOf(other[1], at + other[0].length)
      if (end === -1) return undefined
      at = end + other[1].length
      continue
    }
    TAG.lastIndex = at
    const [tag, slash, name] = TAG.exec(source) ?? []
    const end = tag === undefined ? -1 : endOfTag(source, at + tag.length)
    if (tag === undefined || end === -1) return undefined
    const rest = source.slice(at + tag.length, end)
    at = end + 1
    if (slash !== '') {
      depth--
      matched = Math.min(matched, depth)
      continue
    }
    const isNext = depth === matched && name === elements[matched]
    const isLast = isNext && matched === elements.length - 1
    const isClosed = rest.endsWith('/')
    if (isLast) {
      count++
      found = attribute === undefined ? textBehind(source, at, isClosed) : attributeOf(rest, attribute)
    }
    if (isClosed) continue
    depth++
    if (isNext && !isLast) matched++
  }
  return count === 1 ? found : undefined
}

/** Index of the bracket that ends a tag, outside quotes; -1 where there is none. */
function endOfTag(source: string, start: number): number {
  let quote = ''
  for (let at = start; at < source.length; at++) {
    const character = source.charAt(at)
    if (character === quote) quote = ''
    else if (quote !== '') continue
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
    else if (character === '<') return -1
  }
  return -1
}

/** The text up to the closing tag; undefined where something else comes first. */
function textBehind(source: string, start: number, isClosed: boolean): string | undefined {
  if (isClosed) return ''
  const end = source.indexOf('<', start)
  if (source.startsWith('<![CDATA[', end)) {
    const close = source.indexOf(']]>', end)
    return source.slice(start, end).trim() === '' && close !== -1 ? source.slice(end + 9, close) : undefined
  }
  return end !== -1 && source.startsWith('</', end) ? decodeReferences(source.slice(start, end)) : undefined
}

function attributeOf(rest: string, wanted: string): string | undefined {
  for (const [, name, double, single] of rest.matchAll(ATTRIBUTE)) {
    if (name === wanted) return decodeReferences(double ?? single ?? '')
  }
  return undefined
}
