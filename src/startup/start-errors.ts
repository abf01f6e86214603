import { type Config, ConfigError } from '../config/config.ts'
import { codeOf } from '../db/errors.ts'
import { describeError } from '../observability/logger.ts'
import { databaseAddress } from './database-address.ts'
import { explainFileError } from './file-errors.ts'
import { WorkerFailed } from './worker-failed.ts'

const UNTRUSTED =
  'The certificate of {database} is not trusted. Add its certificate authority to DATABASE_URL (?sslrootcert=/path/ca.pem), ' +
  'or skip the check in a private network (?sslmode=no-verify).'

/**
 * What went wrong with listening or with the database, by code of the system, of TLS, or of PostgreSQL. {database} and {listen}
 * stand for addresses, {nextPort} for the port after the one in use. docs/errors.md lists the same codes.
 */
export const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: '{listen} is in use. Try PORT={nextPort}.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all addresses.',
  ECONNREFUSED: '{database} refuses connections. Start it, or correct DATABASE_URL.',
  ECONNRESET: '{database} closed the connection. Check that it is a PostgreSQL server.',
  ETIMEDOUT: '{database} does not answer in time. Check the firewall, and the address in DATABASE_URL.',
  EHOSTUNREACH: '{database} is not reachable from this machine. Check the address in DATABASE_URL.',
  ENETUNREACH: '{database} is not reachable from this machine. Check the address in DATABASE_URL.',
  ENOTFOUND: '{database} does not exist: its host name cannot be resolved. Correct DATABASE_URL.',
  EAI_AGAIN:
    '{database} cannot be looked up: the name server does not answer. Try again later, or correct DATABASE_URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: 'The certificate of {database} has expired. Renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of {database} is for another host name. Use the name of the certificate in DATABASE_URL.',
  '25006': '{database} is read-only, for example a standby. Set DATABASE_URL to the primary.',
  '28P01': '{database} refuses the password in DATABASE_URL.',
  '28000':
    '{database} refuses the user in DATABASE_URL, or requires TLS (?sslmode=verify-full). Check pg_hba.conf of the server.',
  '3D000': 'The database in DATABASE_URL does not exist. Create it first: createdb bellhook',
  '42501':
    'The user in DATABASE_URL may not create tables in the database. Make it the owner: alter database NAME owner to USER',
  '42704': 'The options in DATABASE_URL contain a setting that PostgreSQL does not have.',
  '53100': 'The disk of {database} is full. Free some space.',
  '53300': '{database} has no free connection. Raise max_connections, or close other connections.',
  '55P03': 'Another session locks a table of the database, so the migration could not run. Try again later.',
  '57P03': '{database} is starting or stopping. Try again in a few seconds.'
}

/** Errors of the driver that have no code. */
const WITHOUT_CODE: readonly (readonly [message: RegExp, advice: string])[] = [
  [/password must be a (non-empty )?string/, '{database} requires a password. Add it to DATABASE_URL.'],
  [
    /does not support SSL/,
    '{database} does not support TLS. Turn it on there, or set ?sslmode=disable in DATABASE_URL in a private network.'
  ],
  [/timeout|terminated/i, '{database} does not answer in time. Check the firewall, and that it is a PostgreSQL server.']
]

type Context = Pick<Config, 'dataDir' | 'host'> & Partial<Pick<Config, 'databaseUrl'>>

/** Why a start or a command failed, and what to do. Only a defect is printed with its stack trace. */
export function explain(error: unknown, config?: Context): string {
  if (error instanceof ConfigError) {
    const problems = error.problems.map((problem) => `  - ${problem}`)
    return ['Correct these settings (docs/settings.md describes them):', ...problems].join('\n')
  }
  if (error instanceof WorkerFailed) return error.message
  const code = codeOf(error)
  if (isAbout(error, 'listen') && code === 'EACCES')
    return 'Only root can listen on this port. Use a PORT above 1023. (EACCES)'
  if (config !== undefined && fieldOf(error, 'hostname') === config.host) {
    return `HOST=${config.host} cannot be resolved. Use 127.0.0.1, or 0.0.0.0 for all addresses. (${code})`
  }
  const isListening = isAbout(error, 'listen') && code !== undefined && code in ADVICE
  const fileError = isListening ? undefined : explainFileError(error, config?.dataDir)
  if (fileError !== undefined) return fileError
  const advice = code === undefined ? undefined : ADVICE[code]
  if (advice !== undefined) return `${filled(advice, error, config)} (${code})`
  if (!(error instanceof Error) || error.constructor !== Error) return JSON.stringify(describeError(error), null, 2)
  // An Error that Bellhook throws on purpose says what to do. Other messages may quote data of guests or a password.
  const known = code === undefined ? WITHOUT_CODE.find(([message]) => message.test(error.message)) : undefined
  return known === undefined ? error.message : filled(known[1], error, config)
}

function filled(advice: string, error: unknown, config: Context | undefined): string {
  const [address, port] = [fieldOf(error, 'address'), Number(fieldOf(error, 'port'))]
  const database = databaseAddress(config?.databaseUrl, error)
  return advice
    .replace('{database}', database === undefined ? 'PostgreSQL' : `PostgreSQL at ${database}`)
    .replace('{listen}', `${String(address).includes(':') ? `[${address}]` : address}:${port}`)
    .replace('{nextPort}', String(port < 65_535 ? port + 1 : 3000))
}

function isAbout(error: unknown, syscall: string): boolean {
  return fieldOf(error, 'syscall') === syscall
}

function fieldOf(error: unknown, name: string): unknown {
  return error instanceof Error ? Object(error)[name] : undefined
}
