/** A name as part of a JSON pointer (RFC 6901, section 3). */
export function escapedName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

export function unescapedName(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}
