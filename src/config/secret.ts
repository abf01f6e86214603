import { readFileSync } from 'node:fs'
import type { Environ } from './environment.ts'
import { list } from './list.ts'

/**
 * A secret from `NAME` or the file named by `NAME_FILE`, as a list of active values. Blank counts as unset, and so do
 * the words that a script leaves behind when its own variable was empty.
 */
export function readSecret(environ: Environ, variable: string, problems: string[]): readonly string[] {
  const file = environ[`${variable}_FILE`]?.trim()
  if (!file) return active(environ[variable])
  if (active(environ[variable]).length > 0) {
    problems.push(`${variable} and ${variable}_FILE are both set: keep one of them`)
    return []
  }
  try {
    const values = active(readFileSync(file, 'utf8'))
    if (values.length === 0) problems.push(`${variable}_FILE names a file that holds no secret`)
    return values
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    problems.push(`${variable}_FILE names ${UNREADABLE[code] ?? 'a file that cannot be read'} (${code})`)
    return []
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'a file that does not exist',
  EACCES: 'a file that this user may not read',
  EISDIR: 'a folder; it has to be a file'
}

function active(text: string | undefined): readonly string[] {
  return list(text).filter((value) => value !== 'undefined' && value !== 'null')
}
