import { ConfigError } from '../config.ts'
import { codeOf } from '../db/errors.ts'
import { describeError } from './logger.ts'

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens on that address already. Set PORT to a free one.',
  EACCES: 'That is not permitted to this user. Set PORT above 1023, or DATA_DIR to a folder that can be written.',
  EADDRNOTAVAIL: 'This machine does not have the address in HOST.',
  ECONNREFUSED: 'Nothing answers at the address in DATABASE_URL. Is the database running?',
  ENOTFOUND: 'The host name in DATABASE_URL cannot be found.',
  EAI_AGAIN: 'The host name in DATABASE_URL cannot be looked up.',
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000': 'The database refuses the user in DATABASE_URL.',
  '3D000': 'The database named in DATABASE_URL does not exist. Create it first: createdb bellhook',
  '42501': 'The user in DATABASE_URL may not create tables in that database.',
  '55P03':
    'A table of the database is in use by somebody else, so it could not be brought up to date. Try again later.',
  '53300': 'The database has no free connection left.'
}

/** Why a command failed and what to do, for a person at a terminal. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    const problems = error.problems.map((problem) => `  - ${problem}`)
    return ['The settings have problems:', ...problems, 'They are described in docs/settings.md.'].join('\n')
  }
  const code = codeOf(error)
  const advice = code === undefined ? undefined : ADVICE[code]
  if (advice !== undefined) return `${advice} (${code})`
  // What is thrown on purpose says what to do; anything else may quote rows or a password, and its places help to mend it.
  if (error instanceof Error && error.constructor === Error) return error.message
  return JSON.stringify(describeError(error), null, 2)
}
