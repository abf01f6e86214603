import { readFileSync } from 'node:fs'
import type { Environ } from './environment.ts'
import { UNREADABLE } from './secret.ts'

/** Returns the environment with DATABASE_URL from the file in DATABASE_URL_FILE, because the URL holds a password. */
export function withDatabaseUrl(environ: Environ): { environ: Environ; problems: string[] } {
  const file = environ['DATABASE_URL_FILE']?.trim()
  if (!file) return { environ, problems: [] }
  if (environ['DATABASE_URL']?.trim()) {
    return { environ, problems: ['DATABASE_URL and DATABASE_URL_FILE are both set: remove one of them'] }
  }
  try {
    const url = readFileSync(file, 'utf8').trim()
    const problems = url === '' ? ['DATABASE_URL_FILE names an empty file'] : []
    return { environ: { ...environ, DATABASE_URL: url }, problems }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return {
      environ,
      problems: [`DATABASE_URL_FILE names ${UNREADABLE[code] ?? 'a file that cannot be read'} (${code})`]
    }
  }
}

/**
 * The driver treats these modes as `verify-full`, and prints a warning of seven lines for each. The explicit name means the same, and
 * prints nothing.
 */
const ALIASES = ['prefer', 'require', 'verify-ca']

export function withExplicitSslMode(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  const mode = url.searchParams.get('sslmode')
  // With this parameter the driver gives the modes the meaning that they have in libpq.
  if (mode === null || !ALIASES.includes(mode) || url.searchParams.has('uselibpqcompat')) return databaseUrl
  url.searchParams.set('sslmode', 'verify-full')
  return url.href
}
