import { isForm } from '../../contract/decode.ts'
import { redactForm } from './form.ts'
import { mayNeedRedaction } from './glance.ts'
import { redactJson } from './json.ts'
import { decode, encode } from './lossless.ts'
import { boundaryOf, redactMultipart } from './multipart.ts'
import type { Redactor } from './redactor.ts'
import { redactorOf } from './value.ts'
import { redactXml } from './xml.ts'

/**
 * Replaces with stars: card numbers except their last four digits, security codes, track data, and the values of `credentials`, which are
 * names of fields. Returns `body` itself if it has none of them. Otherwise all other bytes stay as they were sent.
 * docs/operations/redaction.md lists what is recognized, and what is not.
 *
 * 1. A first check (glance.ts) finds bodies that cannot contain anything to redact. Nearly all bodies end here.
 * 2. The format of the body decides which reader is used: JSON (json.ts), XML (xml.ts), a form (form.ts), multipart (multipart.ts), or
 *    plain text. The first character counts more than the content type, because senders set that carelessly.
 * 3. The reader finds the values, decodes their escapes, and passes the name of each (field.ts).
 * 4. A value under the name of a security code or a credential becomes stars; JSON or XML in a value is read in turn; any other
 *    value is a text (value.ts).
 * 5. In a text, digits of all scripts and separators of all kinds are made plain (plain-text.ts). Then track data
 *    (track-data.ts), card numbers (card-numbers.ts), and security codes (security-codes.ts) are looked for.
 * 6. Digits are a card number if a network has issued them (card-networks.ts) and they stand like one (card-shape.ts). They stay
 *    if they are something else: part of a UUID, a link, an IBAN (not-cards.ts), or the id or the address that the name of the
 *    field says they are (spared.ts).
 */
export function redact(body: Buffer, contentType: string | undefined, credentials: readonly string[] = []): Buffer {
  const source = decode(body)
  if (!mayNeedRedaction(source, contentType, credentials)) return body
  const clean = redactSource(source, contentType, redactorOf(credentials))
  return clean === source ? body : encode(clean)
}

const LIKE_XML = /^[\s\uFEFF]*</
/** curl -d calls everything a form. */
const LIKE_JSON = /^[\s\uFEFF]*[[{]/
/** A form that is not called one: pairs without white space, quotes, or brackets. */
const LIKE_FORM = /^[^\s="<>{}]+=[^\s"<>{}]*\s*$/

function redactSource(source: string, contentType: string | undefined, redactor: Redactor): string {
  if (LIKE_XML.test(source)) return redactXml(source, redactor)
  const boundary = boundaryOf(contentType)
  if (boundary !== undefined) return redactMultipart(source, boundary, redactor)
  if (isForm(contentType) && !LIKE_JSON.test(source)) return redactForm(source, redactor)
  const { text, isJson } = redactJson(source, redactor)
  if (isJson && LIKE_JSON.test(source)) return text
  const clean = redactor.redactText(text)
  return LIKE_FORM.test(clean) ? redactForm(clean, redactor) : clean
}
