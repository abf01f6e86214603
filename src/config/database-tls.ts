import { isLoopback } from './address.ts'
import type { Environ } from './environment.ts'

/** `no-verify` is what this driver calls libpq's `require` without a certificate authority. */
const ENCRYPTED = ['require', 'verify-ca', 'verify-full', 'no-verify']

export interface TlsFinding {
  /** `trusted`: the operator has decided that the network needs no TLS. */
  kind: 'undecided' | 'trusted'
  sentence: string
}

/** What is to be said of a database on another machine that is reached without TLS. Undefined: nothing. */
export function checkDatabaseTls(databaseUrl: string, environ: Environ): TlsFinding | undefined {
  const { hostname, searchParams } = new URL(databaseUrl)
  // Of a parameter that is given twice, the driver takes the last one.
  const parameters: Environ = Object.fromEntries(searchParams)
  const host = parameters['host'] || decodeURIComponent(hostname) || environ['PGHOST'] || 'localhost'
  if (isLocal(host)) return undefined
  const mode = sslModeOf(parameters, environ)
  if (mode !== undefined && ENCRYPTED.includes(mode)) return undefined
  if (mode === 'disable') {
    return {
      kind: 'trusted',
      sentence: `DATABASE_URL has sslmode=disable, so nothing is encrypted on the way to ${host}: keep it only on a network that nobody else can reach`
    }
  }
  const insists = mode === undefined ? '' : ` (sslmode=${mode} does not insist on TLS)`
  return {
    kind: 'undecided',
    sentence:
      `DATABASE_URL leads to ${host} without TLS${insists}, so passwords and guests' data cross the network in clear text: ` +
      'add ?sslmode=verify-full. On a network that nobody else can reach, say so with ?sslmode=disable'
  }
}

/** A socket of this machine, or a loopback address. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || isLoopback(host.replace(/^\[(.+)\]$/, '$1'))
}

function sslModeOf({ sslmode, ssl, sslcert, sslkey, sslrootcert }: Environ, environ: Environ): string | undefined {
  if (sslmode) return sslmode
  // With any of these the driver insists on TLS.
  if (sslcert || sslkey || sslrootcert || ['true', '1', 'no-verify'].includes(ssl ?? '')) return 'require'
  return ssl === undefined ? environ['PGSSLMODE'] : undefined
}
