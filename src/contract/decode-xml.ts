import { SaxesParser } from 'saxes'
import { decodeText } from './decode-text.ts'
import { Undecodable } from './undecodable.ts'

/** As for JSON: deeper documents only serve to exhaust whoever walks them next. */
const DEEPEST = 64
/** Elements and attributes of one document. A reservation has some hundreds. */
const MOST_NODES = 100_000

type Children = { [name: string]: unknown }

const LONGEST_DECLARATION = 200

/** The encoding that the XML declaration names (XML 1.0, 4.3.3). */
function declaredIn(body: Buffer): string | undefined {
  const start = body.toString('latin1', 0, LONGEST_DECLARATION)
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml\s[^?>]*?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1]?.toLowerCase()
}

interface Element {
  name: string
  children: Children
  hasChildren: boolean
  text: string
}

/**
 * XML from verified bytes, as objects: children and attributes (`@name`) by their names without prefixes. An element with nothing but
 * text is that text; beside attributes or children the text is `#text`. Elements of one name are a list. A document type
 * is refused, so there are no entities but the five of XML, and nothing is ever fetched.
 */
export function xml(body: Buffer, contentType?: string): unknown {
  const root = newElement('')
  const open: Element[] = [root]
  let nodes = 0
  const parser = new SaxesParser({ position: false })

  parser.on('doctype', () => {
    throw new Undecodable('it has a document type, which is not allowed')
  })
  parser.on('attribute', countNode)
  parser.on('opentag', ({ name, attributes }) => {
    const element = newElement(localName(name))
    for (const [attribute, value] of Object.entries(attributes)) {
      if (!isNamespace(attribute)) add(element, `@${localName(attribute)}`, value)
    }
    countNode()
    if (open.length > DEEPEST) throw new Undecodable(`it is nested more than ${DEEPEST} levels deep`)
    open.push(element)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    const parent = open.at(-1)
    if (element !== undefined && parent !== undefined) add(parent, element.name, contentOf(element))
  })

  try {
    parser.write(decodeText(body, contentType, declaredIn(body))).close()
  } catch (error) {
    // The parser's own message quotes the body.
    throw error instanceof Undecodable ? error : new Undecodable('it is not XML')
  }
  return root.children

  function countNode(): void {
    if (++nodes > MOST_NODES) throw new Undecodable(`it has more than ${MOST_NODES} elements and attributes`)
  }

  function addText(text: string): void {
    const element = open.at(-1)
    if (element !== undefined && element !== root) element.text += text
  }
}

function newElement(name: string): Element {
  return { name, children: {}, hasChildren: false, text: '' }
}

function add(element: Element, name: string, value: unknown): void {
  // Assigned, it would change the prototype.
  if (name === '__proto__') return
  element.hasChildren = true
  const { children } = element
  const known = Object.hasOwn(children, name) ? children[name] : undefined
  if (known === undefined) children[name] = value
  else if (Array.isArray(known)) known.push(value)
  else children[name] = [known, value]
}

function contentOf({ children, hasChildren, text }: Element): unknown {
  if (!hasChildren) return text
  if (text.trim() !== '') children['#text'] = text
  return children
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isNamespace(attribute: string): boolean {
  return attribute === 'xmlns' || attribute.startsWith('xmlns:')
}
