import { readFileSync } from 'node:fs'
import type { Environ } from './environment.ts'
import { UNREADABLE } from './secret.ts'

/** The environment with DATABASE_URL read from the file that DATABASE_URL_FILE names, if there is one: it holds a password. */
export function withDatabaseUrl(environ: Environ): { environ: Environ; problems: string[] } {
  const file = environ['DATABASE_URL_FILE']?.trim()
  if (!file) return { environ, problems: [] }
  if (environ['DATABASE_URL']?.trim()) {
    return { environ, problems: ['DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them'] }
  }
  try {
    const url = readFileSync(file, 'utf8').trim()
    const problems = url === '' ? ['DATABASE_URL_FILE names an empty file'] : []
    return { environ: { ...environ, DATABASE_URL: url }, problems }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    const why = UNREADABLE[code] ?? 'a file that cannot be read'
    return { environ, problems: [`DATABASE_URL_FILE names ${why} (${code})`] }
  }
}
