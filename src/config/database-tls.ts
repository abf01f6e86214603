import { isLoopback } from './address.ts'
import type { Environ } from './environment.ts'

/** `no-verify` encrypts without checking the certificate. */
const ENCRYPTED = ['require', 'verify-ca', 'verify-full', 'no-verify']

interface TlsFinding {
  /** `trusted`: the operator has set sslmode=disable. */
  kind: 'undecided' | 'trusted'
  sentence: string
}

/** Reports a database on another machine that is reached without TLS. Undefined: nothing to report. */
export function checkDatabaseTls(databaseUrl: string, environ: Environ): TlsFinding | undefined {
  const { hostname, searchParams } = new URL(databaseUrl)
  // Of a repeated parameter, the driver uses the last value.
  const parameters: Environ = Object.fromEntries(searchParams)
  const host = parameters['host'] || decodeURIComponent(hostname) || environ['PGHOST'] || 'localhost'
  if (isLocal(host)) return undefined
  const mode = sslModeOf(parameters, environ)
  if (mode !== undefined && ENCRYPTED.includes(mode)) return undefined
  if (mode === 'disable') {
    return {
      kind: 'trusted',
      sentence: `DATABASE_URL has sslmode=disable, so the connection to ${host} is not encrypted: use it only in a private network`
    }
  }
  const detail = mode === undefined ? '' : ` (sslmode=${mode} does not require TLS)`
  return {
    kind: 'undecided',
    sentence:
      `DATABASE_URL connects to ${host} without TLS${detail}, so passwords and data of guests are sent in clear text: ` +
      'add ?sslmode=verify-full, or ?sslmode=disable in a private network'
  }
}

/** True for a Unix socket or a loopback address. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || isLoopback(host.replace(/^\[(.+)\]$/, '$1'))
}

function sslModeOf({ sslmode, ssl, sslcert, sslkey, sslrootcert }: Environ, environ: Environ): string | undefined {
  if (sslmode) return sslmode
  // With any of these the driver requires TLS.
  if (sslcert || sslkey || sslrootcert || ['true', '1', 'no-verify'].includes(ssl ?? '')) return 'require'
  return ssl === undefined ? environ['PGSSLMODE'] : undefined
}
