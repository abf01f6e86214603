import type { Random } from '../random.ts'

/** A body that can be made in any size. */
export interface Growth {
  name: string
  /** A body of about so many bytes. */
  make(bytes: number): Buffer
  /** A body of the same size whatever the depth. Only where the depth is what grows. */
  deepen?(depth: number, bytes: number): Buffer
}

/** Where something is in a JSON value. */
type Path = readonly (string | number)[]

const HERE = '\ue000'
const DEEPEST = 60

const ALPHABETS: readonly string[] = [
  'x',
  '9',
  '0',
  ' ',
  '\\"',
  '\\u0041',
  '😀',
  '@.',
  '+1 (',
  '-',
  '{\\"a\\":\\"b\\",',
  '/',
  '4111 '
]
const KEYS: readonly ((at: number) => string)[] = [
  (at) => `k${at}`,
  (at) => `${at}`,
  (at) => `${at * 1009}`,
  (at) => `${'same'.repeat(16)}${at}`,
  (at) => `card_${at}`,
  () => 'again'
]
const VALUES: readonly string[] = ['0', '{}', '[]', '"x"', 'null', '12345678901234567', '1e9', '"4111111111111111"']

/** One of the ways in which a JSON body can grow: a field, a list, unknown fields, or nesting, at any place of a sample. */
export function growJson(sample: unknown, random: Random): Growth {
  const path = random.of(pathsOf(sample))
  const at = pointer(path)
  const value = valueAt(sample, path)
  const [head, tail] = around(sample, path)
  const inPlace = (text: string) => Buffer.from(head + text + tail)

  if (Array.isArray(value) && value.length > 0 && random(2) === 0) {
    const item = JSON.stringify(random.of(value))
    const isFresh = random(2) === 0
    const next = (index: number) => (isFresh ? item.replace(/\d(?=")/, `$&${index}`) : item)
    return {
      name: `${at}: more items${isFresh ? ', each its own' : ''}`,
      make: (size) => inPlace(`[${filled(size, next)}]`)
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random(3) > 0) {
    const [key, inner] = [random.of(KEYS), random.of([...VALUES, JSON.stringify(value)])]
    const members = JSON.stringify(value).slice(1, -1)
    const next = (index: number) => `"${key(index)}":${inner}`
    const make = (size: number) => inPlace(`{${members}${members === '' ? '' : ','}${filled(size, next)}}`)
    return { name: `${at}: more fields like ${next(7).slice(0, 90)}`, make }
  }
  const way = random(5)
  if (way === 0) {
    const make = (size: number) => inPlace(`[${filled(size, () => chain(DEEPEST - path.length, '1'))}]`)
    const deepen = (depth: number, size: number) => inPlace(chain(depth, `[${filled(size, () => '"x"')}]`))
    return { name: `${at}: nesting`, make, deepen }
  }
  if (way === 1) {
    const item = random.of([...VALUES, JSON.stringify(value)])
    return { name: `${at}: a list of ${item.slice(0, 60)}`, make: (size) => inPlace(`[${filled(size, () => item)}]`) }
  }
  if (way === 2) return { name: `${at}: a long number`, make: (size) => inPlace(`1${'7'.repeat(size)}`) }
  const letters = random.of(ALPHABETS)
  const last = random.of(['', 'x', '1', ' '])
  return {
    name: `${at}: a long text of ${letters}`,
    make: (size) => inPlace(`"${letters.repeat(Math.ceil(size / Buffer.byteLength(letters)))}${last}"`)
  }
}

/** One of the ways in which a form can grow. Of parameters it has 1,000 at most. */
export function growForm(sample: object, random: Random): Growth {
  const pairs: [string, string][] = Object.entries(sample).map(([name, value]) => [name, `${value}`])
  const given = new URLSearchParams(pairs).toString()
  const name = random.of(Object.keys(sample))
  const letters = random.of(['x', '9', '%F0%9F%98%80', '+', '%22', '%7B%22a%22%3A1%7D', '4111+'])
  const text = (size: number) => letters.repeat(Math.ceil(size / letters.length))
  const many = (size: number, next: (at: number) => string) => {
    const length = Math.min(Math.ceil(size / PAIR_BYTES), 999 - pairs.length)
    return Array.from({ length }, (_, at) => `${next(at)}${text(PAIR_BYTES - 10)}`).join('&')
  }
  const grown = (make: (size: number) => string) => (size: number) => Buffer.from(`${given}&${make(size)}`)
  return random.of([
    { name: `a long text of ${letters}`, make: grown((size) => `Other=${text(size)}`) },
    { name: `${name}: a long text of ${letters}`, make: (size) => Buffer.from(lengthened(given, name, text(size))) },
    { name: `unknown parameters with ${letters}`, make: grown((size) => many(size, (at) => `k${at}=`)) },
    { name: `${name} again and again with ${letters}`, make: grown((size) => many(size, (at) => `${name}=${at}`)) },
    { name: `media with ${letters}`, make: grown((size) => many(size, (at) => `MediaUrl${at}=`)) }
  ])
}

const PAIR_BYTES = 256

function lengthened(form: string, name: string, text: string): string {
  return form.replace(new RegExp(`(^|&)${name}=[^&]*`), `$1${name}=${text}`)
}

/** A long text at one place and a long list at another: whatever repeats the text for each item is found by its output. */
export function growBoth(sample: unknown, random: Random): Growth | undefined {
  const lists = pathsOf(sample).filter((path) => isFilledList(valueAt(sample, path)))
  const texts = pathsOf(sample).filter((path) => typeof valueAt(sample, path) === 'string')
  if (lists.length === 0 || texts.length === 0) return undefined
  const [list, text] = [random.of(lists), random.of(texts)]
  const make = (bytes: number) => {
    const copy = structuredClone(sample)
    const items = valueAt(copy, list) as unknown[]
    const size = JSON.stringify(items[0]).length
    const more = Array.from({ length: Math.ceil(bytes / 2 / size) }, () => structuredClone(items[0]))
    items.push(...more)
    return Buffer.from(around(copy, text).join(JSON.stringify('x'.repeat(bytes / 2))))
  }
  return { name: `${pointer(text)} long and ${pointer(list)} long`, make }
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function filled(bytes: number, next: (at: number) => string): string {
  const items: string[] = []
  for (let size = 0, at = 0; size < bytes; at++) {
    const item = next(at)
    items.push(item)
    size += item.length + 1
  }
  return items.join(',')
}

function chain(depth: number, inner: string): string {
  return `${'{"a":'.repeat(depth)}${inner}${'}'.repeat(depth)}`
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))]
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, name) => Object(at)[name], value)
}

/** The text of a sample before and behind the value at a path. */
function around(sample: unknown, path: Path): [string, string] {
  const copy = { root: structuredClone(sample) }
  const all = ['root', ...path]
  Object(valueAt(copy, all.slice(0, -1)))[all.at(-1) ?? ''] = HERE
  const [head = '', tail = ''] = JSON.stringify(copy.root).split(JSON.stringify(HERE))
  return [head, tail]
}

function pointer(path: Path): string {
  return `/${path.join('/')}`
}
