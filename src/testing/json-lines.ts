import { escapedName } from '../../schemas/json-pointer.ts'

/** The line of the value at a JSON pointer in the text of a JSON file; undefined where there is none. The text is valid JSON. */
export function lineOf(text: string, pointer: string): number | undefined {
  let line = 1
  let at = 0
  let found: number | undefined
  readValue('')
  return found

  function readValue(path: string): void {
    skipSpace()
    if (path === pointer) found ??= line
    const first = text[at]
    if (first === '{') readMembers(path, true)
    else if (first === '[') readMembers(path, false)
    else if (first === '"') readString()
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++
  }

  function readMembers(path: string, isObject: boolean): void {
    const end = isObject ? '}' : ']'
    at++
    for (let index = 0; ; index++) {
      skipSpace()
      if (at >= text.length || text[at] === end) break
      const name = isObject ? readName() : String(index)
      readValue(`${path}/${escapedName(name)}`)
      skipSpace()
      if (text[at] === ',') at++
    }
    at++
  }

  function readName(): string {
    const name = readString()
    skipSpace()
    // The colon.
    at++
    return name
  }

  function readString(): string {
    const start = at
    at++
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at++
    return JSON.parse(text.slice(start, at))
  }

  function skipSpace(): void {
    for (; /\s/.test(text[at] ?? ''); at++) if (text[at] === '\n') line++
  }
}
