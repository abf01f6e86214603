const MAIL = /[^\s"'<>()[\]{},;:/@]{1,64}@[^\s"'<>()[\]{},;:/@]{1,255}/g
const DIGITS = /\+?\d(?:[ ().-]?\d){6,}/g
const WAMID = /wamid\.[\w+/=-]+/g
const QUOTED = /"([^"]*)"/g
const WORD = /^[A-Za-z][\w.:-]{0,39}$/

/** Masks ids, mail addresses, long numbers, and quoted values in a text that Bellhook wrote itself, for example about a problem. */
export function maskText(text: string): string {
  return text
    .replace(WAMID, 'wamid.•••')
    .replace(MAIL, '•••@•••')
    .replace(DIGITS, '•••')
    .replace(QUOTED, (quoted, value: string) => (WORD.test(value) ? quoted : '"•••"'))
}

/** Masks the segments of a JSON pointer that are no names of fields. */
export function maskPath(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment === '' || /^\d{1,6}$/.test(segment) ? segment : maskName(segment)))
    .join('/')
}

/** The name of a field. An object may have data of a guest as a name, for example a phone number. */
export function maskName(name: string): string {
  const digits = name.replace(/\D/g, '').length
  return digits < 5 && /^[A-Za-z_$@#][\w$:-]{0,63}$/.test(name) ? name : '•••'
}

/** An id of a provider: nothing of a short one, and at most the last six characters of a long one. */
export function maskId(id: string): string {
  const isNumber = /^[\d\s+().-]+$/.test(id)
  return id.length < 18 || isNumber ? `•••${id.length < 9 ? '' : id.slice(-2)}` : `…${id.slice(-6)}`
}
