const REFERENCE = /(&(?:#\d{1,7}|#x[\da-f]{1,6}|lt|gt|amp|quot|apos);)/i

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Decodes the references in a text. */
export function decodeReferences(raw: string): string {
  return raw.includes('&') ? raw.split(REFERENCE).map(decodePart).join('') : raw
}

/** After splitting, each odd item is a reference. */
function decodePart(part: string, at: number): string {
  return at % 2 === 1 ? decodeReference(part) : part
}

function decodeReference(reference: string): string {
  const name = reference.slice(1, -1).toLowerCase()
  if (!name.startsWith('#')) return NAMED[name] ?? reference
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0x10ffff ? reference : String.fromCodePoint(code)
}

/** Encodes `clean` for XML. `raw` is the encoding of `value`, and its references stay where `clean` equals `value`. */
export function encodeReferences(clean: string, value: string, raw: string): string {
  if (raw === value && clean.length === value.length) return clean
  if (clean.length !== value.length) return clean.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)
  let at = 0
  const parts = raw.split(REFERENCE).map((part, place) => {
    const { length } = decodePart(part, place)
    const same = clean.slice(at, at + length)
    const before = value.slice(at, at + length)
    at += length
    return place % 2 === 1 && same === before ? part : same
  })
  return parts.join('')
}
