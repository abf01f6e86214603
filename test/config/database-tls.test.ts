import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { checkDatabaseTls } from '../../src/config/database-tls.ts'
import { withExplicitSslMode } from '../../src/config/database-url.ts'
import { matchExactly } from '../support/match-exactly.ts'

const UNDECIDED =
  'DATABASE_URL connects to db.example without TLS, so passwords and data of guests are sent in clear text: ' +
  'add ?sslmode=verify-full, or ?sslmode=disable in a private network'

/** `ok`: nothing is said. */
const ADDRESSES: readonly (readonly [
  url: string,
  found: 'ok' | 'undecided' | 'trusted',
  environ?: Record<string, string>
])[] = [
  ['postgres://u:p@db.example/x', 'undecided'],
  ['postgres://u:p@postgres:5432/x', 'undecided'],
  ['postgres://u:p@10.0.0.5/x', 'undecided'],
  ['postgres://u:p@[2001:db8::1]/x', 'undecided'],
  ['postgres://u:p@127.0.0.1.example/x', 'undecided'],
  ['postgres://u:p@db.example/x?sslmode=prefer', 'undecided'],
  ['postgres://u:p@db.example/x?sslmode=allow', 'undecided'],
  ['postgres://u:p@db.example/x?sslmode=', 'undecided'],
  ['postgres://u:p@db.example/x?ssl=0', 'undecided'],
  ['postgres://u:p@db.example/x?ssl=0', 'undecided', { PGSSLMODE: 'require' }],
  ['postgres://u:p@db.example/x?sslmode=require&sslmode=prefer', 'undecided'],
  ['postgres://u:p@localhost/x?host=db.example', 'undecided'],
  ['postgres:///x', 'undecided', { PGHOST: 'db.example' }],
  ['postgres://u:p@db.example/x?sslmode=disable', 'trusted'],
  ['postgres://u:p@db.example/x', 'trusted', { PGSSLMODE: 'disable' }],
  ['postgres://u:p@db.example/x?sslmode=require', 'ok'],
  ['postgres://u:p@db.example/x?sslmode=verify-ca&sslrootcert=/ca.pem', 'ok'],
  ['postgresql://u:p@db.example/x?sslmode=verify-full', 'ok'],
  ['postgres://u:p@db.example/x?sslmode=no-verify', 'ok'],
  ['postgres://u:p@db.example/x?sslrootcert=/ca.pem', 'ok'],
  ['postgres://u:p@db.example/x?ssl=true', 'ok'],
  ['postgres://u:p@db.example/x', 'ok', { PGSSLMODE: 'require' }],
  ['postgres://u:p@localhost/x', 'ok'],
  ['postgres://u:p@127.0.0.1:5433/x?sslmode=disable', 'ok'],
  ['postgres://u:p@[::1]/x', 'ok'],
  ['postgres:///x', 'ok'],
  ['postgres:///x?host=/var/run/postgresql', 'ok'],
  ['postgres://%2Fvar%2Frun%2Fpostgresql/x', 'ok'],
  ['postgres://u:p@db.example/x?host=127.0.0.1', 'ok']
]

t.test('a database on another machine needs TLS, or the word that the network is trusted', async (t) => {
  for (const [url, found, environ = {}] of ADDRESSES) {
    t.equal(checkDatabaseTls(url, environ)?.kind ?? 'ok', found, `${url} ${JSON.stringify(environ)}`)
  }
})

t.test('undecided stops the start in production and is warned of elsewhere; trusted is warned of', async (t) => {
  const undecided = { DATABASE_URL: 'postgres://u:hunter2@db.example/x' }
  const production = { NODE_ENV: 'production', ALLOW_UNVERIFIED: '', API_TOKEN: 'an-api-token-of-24-chars' }
  t.strictSame(read({ ...undecided, ...production }), { problems: [UNDECIDED], warnings: [] })
  t.strictSame(read(undecided), { problems: [], warnings: [UNDECIDED] })
  const prefer = { ...production, DATABASE_URL: 'postgres://u:hunter2@db.example/x?sslmode=prefer' }
  t.match(read(prefer).problems[0], /without TLS \(sslmode=prefer does not require TLS\), so/)
  const trusted = { DATABASE_URL: 'postgres://u:hunter2@postgres/x?sslmode=disable' }
  for (const environ of [trusted, { ...trusted, ...production }]) {
    t.strictSame(read(environ), {
      problems: [],
      warnings: [
        'DATABASE_URL has sslmode=disable, so the connection to postgres is not encrypted: use it only in a private network'
      ]
    })
  }
  matchExactly(t, read({ DATABASE_URL: 'postgres://h%zz/x' }).problems, [/^DATABASE_URL is invalid/])
})

function read(environ: Record<string, string>) {
  const { problems, warnings } = readConfig(environ, [])
  return { problems, warnings }
}

t.test('modes that the driver treats as verify-full, with a warning of seven lines, are written so', async (t) => {
  for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
    const url = withExplicitSslMode(`postgres://u:p%40@h:1/d?sslmode=${mode}&application_name=x`)
    t.equal(url, 'postgres://u:p%40@h:1/d?sslmode=verify-full&application_name=x')
  }
  for (const url of [
    'postgres://h/d',
    'postgres://h/d?sslmode=disable',
    'postgres://h/d?sslmode=require&uselibpqcompat=true'
  ])
    t.equal(withExplicitSslMode(url), url)
})
