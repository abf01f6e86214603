import { isForm } from '../decode.ts'
import { escapeXml } from '../escape-xml.ts'
import { single, type ToSign } from './verifier.ts'

/**
 * The body of a test fixture that is XML or a form, with real values in place of `{{secret}}`, `{{user}}`, and `{{password}}`: such a
 * body is sent as it was written, so a test cannot add its credential otherwise.
 */
export function withMarks(
  { body, headers = {} }: Pick<ToSign, 'body' | 'headers'>,
  values: Readonly<Record<string, string>>
): Buffer {
  const source = body.toString()
  if (!source.includes('{{')) return body
  const escaped = isForm(single(headers['content-type'])) ? encodeURIComponent : escapeXml
  return Buffer.from(
    source.replace(/\{\{(\w+)\}\}/g, (mark, name: string) =>
      Object.hasOwn(values, name) ? escaped(values[name] ?? '') : mark
    )
  )
}
