import { readFileSync } from 'node:fs'
import type { Environ } from './environment.ts'

export interface SecretValues {
  values: readonly string[]
  /** True if an item is empty, as in `a,,b`: the comma may be part of a secret. */
  hasGap: boolean
}

const NONE: SecretValues = { values: [], hasGap: false }

/**
 * Reads a secret from `NAME`, or from the file in `NAME_FILE`, as a list of active values. Blank values count as unset. So do
 * "undefined" and "null", which scripts write for an empty variable.
 */
export function readSecret(environ: Environ, variable: string, problems: string[]): SecretValues {
  const file = environ[`${variable}_FILE`]?.trim()
  if (!file) return parse(environ[variable])
  if (parse(environ[variable]).values.length > 0) {
    problems.push(`${variable} and ${variable}_FILE are both set: remove one of them`)
    return NONE
  }
  try {
    const found = parse(readFileSync(file, 'utf8'))
    if (found.values.length === 0) problems.push(`${variable}_FILE names a file that holds no secret`)
    return found
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    problems.push(`${variable}_FILE names ${UNREADABLE[code] ?? 'a file that cannot be read'} (${code})`)
    return NONE
  }
}

/** Escapes the commas of a value, so that it is read as one value. */
export function escapeSecret(value: string): string {
  return value.replace(/(\\*),/g, '$1$1\\,')
}

/** Why a file cannot be read, by system error code. The path is not printed: some people set NAME_FILE to the secret itself. */
export const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'a file that does not exist',
  EACCES: 'a file that this user cannot read',
  EISDIR: 'a folder, not a file'
}

function parse(text = ''): SecretValues {
  const items = split(text).map((item) => item.trim())
  const values = items.filter((item) => !['', 'undefined', 'null'].includes(item))
  return { values, hasGap: values.length > 0 && items.includes('') }
}

/**
 * Splits at commas. `\,` is a comma within a secret. A backslash is special only before a comma: `\\,` is a backslash at the end of
 * a secret, and then a separator.
 */
function split(text: string): string[] {
  const items: string[] = []
  let item = ''
  for (const [token, backslashes] of text.matchAll(/[^\\,]+|(\\*),|\\+/g)) {
    if (backslashes === undefined) {
      item += token
      continue
    }
    item += '\\'.repeat(Math.floor(backslashes.length / 2))
    if (backslashes.length % 2 === 1) item += ','
    else {
      items.push(item)
      item = ''
    }
  }
  return [...items, item]
}
