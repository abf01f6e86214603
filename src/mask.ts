import { maskCards } from './mask/cards.ts'
import { isJson, maskJson, maskText } from './mask/json.ts'
import { isSuspicious } from './mask/suspicious.ts'
import { isForm } from './parse.ts'

/**
 * Takes card numbers, security codes and live credentials out of the bytes of a delivery before anything is made of
 * them or stored: the one exception to keeping the exact bytes. All else stays as it was sent, and so does what is an id
 * or an address: src/mask/value.ts.
 */
export function mask(body: Buffer, contentType: string | undefined, credentials: readonly string[] = []): Buffer {
  const text = body.toString('latin1')
  if (!isSuspicious(text, credentials)) return body
  const source = body.toString('utf8')
  const looksLikeJson = !isForm(contentType) || /^[\s\uFEFF]*[[{]/.test(source) // curl -d calls everything a form
  const clean = looksLikeJson ? maskAnything(source, credentials) : maskForm(source, credentials)
  return clean === source ? body : Buffer.from(clean)
}

/** What turns out to be no JSON is kept all the same, and can have a card in any place and in either spelling. */
function maskAnything(source: string, credentials: readonly string[]): string {
  const clean = maskJson(source, credentials)
  return isJson(source) ? clean : maskForm(maskCards(clean), credentials)
}

function maskForm(source: string, credentials: readonly string[]): string {
  // One for each part that is not empty.
  const pairs = new URLSearchParams(`&${source}`).entries()
  return source
    .split('&')
    .map((pair) => {
      if (pair === '') return pair
      const [name, value] = pairs.next().value ?? ['', '']
      const clean = [maskCards(name), maskText(name, value, credentials)] as const
      return clean[0] === name && clean[1] === value ? pair : new URLSearchParams([[...clean]]).toString()
    })
    .join('&')
}
