import { readFileSync } from 'node:fs'
import type { Environ } from './environment.ts'

export interface SecretValues {
  /** The active values. */
  values: readonly string[]
  /** A comma stands at the beginning or the end, or two stand together: one of them may be part of a secret. */
  hasGap: boolean
}

const NONE: SecretValues = { values: [], hasGap: false }

/**
 * A secret from `NAME` or the file named by `NAME_FILE`, as a list of active values. Blank counts as unset, and so do
 * the words that a script leaves behind when its own variable was empty.
 */
export function readSecret(environ: Environ, variable: string, problems: string[]): SecretValues {
  const file = environ[`${variable}_FILE`]?.trim()
  if (!file) return parse(environ[variable])
  if (parse(environ[variable]).values.length > 0) {
    problems.push(`${variable} and ${variable}_FILE are both set: keep one of them`)
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

/** A value as it has to be written to be read as one value. */
export function escapeSecret(value: string): string {
  return value.replace(/(\\*),/g, '$1$1\\,')
}

/** Why a file cannot be read, by the code of the system. */
export const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'a file that does not exist',
  EACCES: 'a file that this user may not read',
  EISDIR: 'a folder; it has to be a file'
}

function parse(text = ''): SecretValues {
  const items = split(text).map((item) => item.trim())
  const values = items.filter((item) => !['', 'undefined', 'null'].includes(item))
  return { values, hasGap: values.length > 0 && items.includes('') }
}

/**
 * Splits at commas. `\,` is a comma that is part of a secret. A backslash means something only in front of a comma, where
 * `\\` is a backslash: `\\,` ends a secret that ends with one.
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
