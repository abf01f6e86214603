import { type Config, ConfigError } from '../config/config.ts'
import { codeOf } from '../db/errors.ts'
import { describeError } from '../observability/logger.ts'
import { fileTroubleOf } from './file-errors.ts'

const UNTRUSTED =
  "The database's certificate is not one that this machine trusts. Name its authority in DATABASE_URL " +
  '(?sslrootcert=/path/ca.pem), or, where nobody can come between, do without the check (?sslmode=no-verify).'

/** What went wrong with the database or with listening, by the code of the system, of TLS or of PostgreSQL. docs/errors.md has them too. */
export const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens on that address already, maybe another gateway. Set PORT to a free one.',
  EADDRNOTAVAIL: 'This machine does not have the address in HOST.',
  ECONNREFUSED: 'Nothing answers at the address in DATABASE_URL. Is the database running?',
  ECONNRESET: 'What answers at the address in DATABASE_URL ended the connection. Is it PostgreSQL?',
  ETIMEDOUT: 'The address in DATABASE_URL does not answer in time. Does a firewall stand between?',
  EHOSTUNREACH: 'This machine has no way to the address in DATABASE_URL.',
  ENETUNREACH: 'This machine has no way to the address in DATABASE_URL.',
  ENOTFOUND: 'The host name in DATABASE_URL cannot be found.',
  EAI_AGAIN: 'The host name in DATABASE_URL cannot be looked up now.',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: "The database's certificate has run out. Renew it.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The database's certificate is for another host. Use the name that it is for in DATABASE_URL.",
  '25006': 'DATABASE_URL leads to a database that only reads, a standby for instance. Name the primary.',
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000':
    'The database refuses the user in DATABASE_URL, or this way of connecting: it may want TLS (?sslmode=verify-full). See its pg_hba.conf.',
  '3D000': 'The database named in DATABASE_URL does not exist. Create it first: createdb bellhook',
  '42501':
    'The user in DATABASE_URL may not create tables in that database. Make it the owner: alter database NAME owner to USER',
  '42704': 'The options in DATABASE_URL name a setting that the database does not have.',
  '53100': "The database's disk is full.",
  '53300': 'The database has no free connection left. Raise its max_connections, or end what holds them.',
  '55P03':
    'A table of the database is in use by somebody else, so it could not be brought up to date. Try again later.',
  '57P03': 'The database is starting or ending. Try again shortly.'
}

/** What the driver says without a code. */
const SAYINGS: readonly (readonly [says: RegExp, advice: string])[] = [
  [/password must be a (non-empty )?string/, 'The database wants a password, and DATABASE_URL has none.'],
  [
    /does not support SSL/,
    'The database does not speak TLS. Switch TLS on there, or set ?sslmode=disable in DATABASE_URL on a network that nobody else can reach.'
  ],
  [
    /timeout|terminated/i,
    'The address in DATABASE_URL does not answer in time. Is it PostgreSQL, and does no firewall stand between?'
  ]
]

/** Why a command failed and what to do, for a person at a terminal. Without a stack trace, but for defects. */
export function explain(error: unknown, config?: Pick<Config, 'dataDir' | 'host'>): string {
  if (error instanceof ConfigError) {
    const problems = error.problems.map((problem) => `  - ${problem}`)
    return ['The settings have problems:', ...problems, 'They are described in docs/settings.md.'].join('\n')
  }
  if (isAbout(error, 'listen')) {
    const listening = listenAdvice(error)
    if (listening !== undefined) return `${listening} (${codeOf(error)})`
  }
  if (config !== undefined && hostOf(error) === config.host) return `HOST names ${config.host}, which cannot be found.`
  const trouble = fileTroubleOf(error, config?.dataDir)
  if (trouble !== undefined) return trouble
  const code = codeOf(error)
  const advice = code === undefined ? undefined : ADVICE[code]
  if (advice !== undefined) return `${advice} (${code})`
  if (!(error instanceof Error) || error.constructor !== Error) return JSON.stringify(describeError(error), null, 2)
  // What is thrown on purpose says what to do; anything else may quote rows or a password, and its places help to mend it.
  return SAYINGS.find(([says]) => code === undefined && says.test(error.message))?.[1] ?? error.message
}

function listenAdvice(error: unknown): string | undefined {
  if (codeOf(error) === 'EACCES') return 'Only root may listen on that port. Set PORT above 1023.'
  return ADVICE[codeOf(error) ?? '']
}

function isAbout(error: unknown, syscall: string): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === syscall
}

function hostOf(error: unknown): unknown {
  return error instanceof Error && 'hostname' in error ? error.hostname : undefined
}
