import type { Random } from '../random.ts'
import type { Growth } from './grow.ts'

/** An element of an XML text, by the offsets of its parts. */
interface Element {
  name: string
  /** Where its first tag begins, and where the name of that tag ends. */
  start: number
  nameEnd: number
  /** What is inside. Both are the end of the tag if it is empty, like `<a/>`. */
  inner: readonly [start: number, end: number]
  end: number
  isEmpty: boolean
  hasElements: boolean
}

/** A replacement in a text. */
type Edit = readonly [start: number, end: number, text: string]

const TEXTS = ['x', '9', ' ', '&amp;', '&#65;', '😀', '@.', '4111 ', '<![CDATA[x]]>', '<!-- x -->', '<?x y?>']
const NAMES: readonly ((at: number) => string)[] = [
  (at) => `k${at}`,
  (at) => `${'same'.repeat(16)}${at}`,
  (at) => `card_${at}`,
  (at) => `n:k${at}`,
  () => 'again'
]
const DEEPEST = 50

/** One of the ways in which an XML body can grow: a text, an attribute, a list, unknown elements or attributes, or nesting. */
export function growXml(sample: string, random: Random): Growth {
  const element = random.of(elementsOf(sample))
  const { name, inner, nameEnd, start, end } = element
  const make = (edit: (bytes: number) => Edit) => (bytes: number) => Buffer.from(edited(sample, [edit(bytes)]))
  const inside = (text: string): Edit => (element.isEmpty ? [end, end, text] : [inner[0], inner[0], text])
  const named = random.of(NAMES)
  const letters = random.of(TEXTS)
  return random.of<Growth>([
    {
      name: `${name}: a long text of ${letters}`,
      make: make((bytes) => inside(repeated(letters, bytes)))
    },
    {
      name: `${name}: a long attribute of ${letters}`,
      make: make((bytes) => [nameEnd, nameEnd, ` long="${repeated(letters.replaceAll('<', '&lt;'), bytes)}"`])
    },
    {
      name: `${name}: more items`,
      make: make((bytes) => [end, end, repeated(sample.slice(start, end), bytes)])
    },
    {
      name: `${name}: more elements like ${named(7)}`,
      make: make((bytes) => inside(filled(bytes, (at) => `<${named(at)}>${letters}</${named(at)}>`)))
    },
    {
      name: `${name}: more attributes`,
      make: make((bytes) => [nameEnd, nameEnd, filled(bytes, (at) => ` k${at}="x"`)])
    },
    {
      name: `${name}: nesting`,
      make: make((bytes) => inside(repeated(chain(DEEPEST, 'x'), bytes))),
      deepen: (depth, bytes) => Buffer.from(edited(sample, [inside(chain(depth, repeated('<x/>', bytes)))]))
    }
  ])
}

/** A long text at one place and a long list at another. */
export function growBothXml(sample: string, random: Random): Growth | undefined {
  const elements = elementsOf(sample)
  const list = random.of(elements.filter(({ hasElements }) => hasElements))
  const texts = elements.filter(
    (one) => !one.isEmpty && !one.hasElements && (one.end <= list.start || one.start >= list.end)
  )
  if (texts.length === 0) return undefined
  const text = random.of(texts)
  const make = (bytes: number) => {
    const item = sample.slice(list.start, list.end)
    const edits: Edit[] = [
      [list.end, list.end, repeated(item, bytes / 2)],
      [text.inner[0], text.inner[0], 'x'.repeat(bytes / 2)]
    ]
    return Buffer.from(edited(sample, edits))
  }
  return { name: `${text.name} long and ${list.name} long`, make }
}

/** The elements of a sample of ours, which has no comments and no sections. */
function elementsOf(xml: string): readonly Element[] {
  const found: Element[] = []
  const open: { name: string; start: number; nameEnd: number; innerStart: number; hasElements: boolean }[] = []
  for (const match of xml.matchAll(/<(\/?)([A-Za-z][\w:.-]*)[^<>]*?(\/?)>/g)) {
    const [tag, slash, name = '', own] = match
    const [start, end] = [match.index, match.index + tag.length]
    if (slash === '/') {
      const last = open.pop()
      if (last !== undefined) found.push({ ...last, inner: [last.innerStart, start], end, isEmpty: false })
      continue
    }
    const outer = open.at(-1)
    if (outer !== undefined) outer.hasElements = true
    const begun = { name, start, nameEnd: start + 1 + name.length, hasElements: false }
    if (own === '/') found.push({ ...begun, inner: [end, end], end, isEmpty: true })
    else open.push({ ...begun, innerStart: end })
  }
  // Beside the root nothing can stand.
  return found.slice(0, -1)
}

function edited(text: string, edits: readonly Edit[]): string {
  const lastFirst = [...edits].sort(([one], [other]) => other - one)
  return lastFirst.reduce((left, [start, end, by]) => left.slice(0, start) + by + left.slice(end), text)
}

function repeated(text: string, bytes: number): string {
  return text.repeat(Math.max(1, Math.ceil(bytes / Buffer.byteLength(text))))
}

function filled(bytes: number, next: (at: number) => string): string {
  const items: string[] = []
  for (let size = 0, at = 0; size < bytes; at++) {
    const item = next(at)
    items.push(item)
    size += Buffer.byteLength(item)
  }
  return items.join('')
}

function chain(depth: number, inner: string): string {
  return '<x>'.repeat(depth) + inner + '</x>'.repeat(depth)
}
