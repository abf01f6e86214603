import { formPairs, isForm } from './decode.ts'
import { decodeText } from './decode-text.ts'
import { findValue } from './json-scan.ts'
import { findXml } from './xml-scan.ts'

/**
 * The text of one field of a body: a string or a number of JSON, a parameter of a form, or an element or attribute (`@name`)
 * of XML. `path` has the names from the outside in; XML names have no prefix. Undefined: the body has no such field, or several.
 *
 * The body is scanned and not parsed, because its sender is not verified yet. The time is linear in its size.
 */
export function findField(body: Buffer, contentType: string | undefined, path: readonly string[]): string | undefined {
  const first = firstCharacter(body)
  if (first === '<') return findXml(textOf(body, contentType), path)
  if (first !== '{' && isForm(contentType)) return findParameter(body, path)
  return findValue(body, path)
}

const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d])
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

function firstCharacter(body: Buffer): string {
  let at = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
  while (SPACES.has(body[at] ?? 0)) at++
  return String.fromCharCode(body[at] ?? 0)
}

function textOf(body: Buffer, contentType: string | undefined): string {
  try {
    return decodeText(body, contentType)
  } catch {
    // The charset is not supported. The endpoint refuses the body later, if its sender can be verified at all.
    return ''
  }
}

function findParameter(body: Buffer, [name, ...inner]: readonly string[]): string | undefined {
  const values = formPairs(body).filter(([each]) => each === name)
  return inner.length === 0 && values.length === 1 ? values[0]?.[1] : undefined
}
