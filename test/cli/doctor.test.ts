import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import t from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import { type Call, CommandFailed } from '../../src/cli/command.ts'
import { checkClock } from '../../src/cli/doctor/check-clock.ts'
import { doctor } from '../../src/cli/doctor/doctor.ts'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { wrapped } from '../../src/cli/output.ts'
import type { Environ } from '../../src/config/environment.ts'
import { version } from '../../src/config/version.ts'
import { inspect } from '../../src/db/inspect.ts'
import { knownMigrations } from '../../src/db/migrate.ts'
import { encodeRecord } from '../../src/spool/record.ts'
import { delivery } from '../ledger/fixture.ts'
import { findPostgres, startPostgres } from '../operations/postgres.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { API_TOKEN, buildTestApp, createDatabase, makeFolder, SECRETS } from '../support/test-app.ts'

const DIST = resolve(ROOT, 'dist')
const PREFIX = '/bellhook'

/** What a proxy can do to a request on its way. */
interface Way {
  path?(path: string): string
  drop?: string
  status?: number
}

t.test('doctor', async (t) => {
  let way: Way = {}
  const proxy = createServer((request, reply) => void passOn(request, reply, () => way))
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => proxy.close())
  const publicUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${PREFIX}`

  const adapter = join(t.testdir(), 'walled.mjs')
  writeFileSync(adapter, walled())
  const { default: fenced } = await import(adapter)
  const gateway = await buildTestApp(t, { ...SECRETS, PUBLIC_URL: publicUrl }, { adapters: [fenced] })
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  target = url
  const well = {
    ...SECRETS,
    API_TOKEN,
    NODE_ENV: 'production',
    BELLHOOK_ADAPTERS: adapter,
    PUBLIC_URL: publicUrl,
    DATABASE_URL: gateway.databaseUrl,
    DATA_DIR: makeFolder(t)
  }
  const look = (environ: Environ = {}) => examine({ ...well, ...environ }, url)

  await t.test('finds nothing wrong where nothing is, keeps nothing, and shows no secret', async (t) => {
    const before = (await gateway.deliveries()).length
    const { code, text, findings } = await look()
    t.equal(code, 0)
    hasText(
      t,
      text,
      `✓ whatsapp           ${publicUrl}/webhooks/whatsapp\n      Verified by WHATSAPP_APP_SECRET. A signed`
    )
    hasText(t, text, `${publicUrl}/webhooks/pms/cloudbeds?token=…\n      Replace … with the value of CLOUDBEDS`)
    const tried = findings.filter(({ advice = '' }) => /is accepted, also through the public URL/.test(advice))
    t.equal(tried.length, adapters.length + 6, 'every endpoint but the one that looks at addresses')
    t.match(text, /✓ .* leads to this gateway/)
    hasText(t, text, `✓ a gateway answers at ${url}: Bellhook ${version()}\n`)
    t.match(
      text,
      /✓ the gateway accepts the API token[\s\S]*✓ all migrations[\s\S]*clocks of this machine and the database agree/
    )
    t.match(text, /pms\/walled .*\n {6}Verified by the address of the sender, so it was not tried/)
    for (const secret of [API_TOKEN, ...Object.values(SECRETS)]) t.notMatch(text, secret)
    t.equal((await gateway.deliveries()).length, before)
  })

  await t.test('says what a proxy does to requests, and what to set', async (t) => {
    const straight = way
    for (const [name, broken, says] of [
      [
        'keeps the prefix',
        { path: (path) => PREFIX + path },
        /another path than \/webhooks[\s\S]*must remove \/bellhook/
      ],
      [
        'adds a slash',
        { path: (path) => path.replace(/(\?|$)/, '/$1') },
        /but the gateway receives \S+\/webhooks\/whatsapp\/\n/
      ],
      [
        'drops a header',
        { drop: 'x-hub-signature-256' },
        /✗ whatsapp [\s\S]*accepted directly, but refused \(missing\) through/
      ],
      ['drops the question', { drop: 'bellhook-probe' }, /refuses the API token, or the proxy/],
      ['redirects', { status: 301 }, /redirects \(301\) to https:\/\/elsewhere\.example\/x\n/],
      ['passes nothing on', { status: 404 }, /another server answers \(404\)/],
      ['finds no gateway', { status: 502 }, /the proxy answers 502\n.*does not reach the gateway/],
      ['takes no large bodies', { status: 413 }, /\(413\)\n.*must accept 5 MB/],
      ['is something else', { status: 200 }, /another program answers \(200\)/]
    ] as readonly (readonly [string, Way, RegExp])[]) {
      way = broken
      const { code, text } = await look()
      t.equal(code, 1, name)
      t.match(text, says, name)
    }
    way = straight
  })

  await t.test('names the proxy that TRUST_PROXY lacks', async (t) => {
    way = { path: (path) => path }
    forwarded = true
    t.match(await look(), {
      code: 1,
      text: /takes the address of the proxy, 127\.0\.0\.1, as the address of every sender\n.*Set TRUST_PROXY=127\.0\.0\.1/
    })
    forwarded = false
  })

  await t.test('compares its settings with those of the gateway', async (t) => {
    const nowhere = `http://127.0.0.1:${await freePort()}`
    for (const [environ, says] of [
      [{ PUBLIC_URL: nowhere }, /started with PUBLIC_URL=http:\S+\/bellhook, but here it is http:\S+:\d+\n/],
      [{ PUBLIC_URL: nowhere }, /connection refused \(ECONNREFUSED\)/],
      [{ PUBLIC_URL: 'https://no-such-host.invalid' }, /host name cannot be resolved/],
      [
        { TWILIO_AUTH_TOKEN: 'another-token-0123' },
        /✗ sms .*\n.*signed with TWILIO_AUTH_TOKEN is refused \(mismatch\)/
      ],
      [{ API_TOKEN: 'another-api-token-0123456' }, /✗ the gateway refuses the API token/]
    ] as const) {
      t.match(await look(environ), { code: 1, text: says })
    }
    const { API_TOKEN: _none, ...others } = well
    const untold = await examine({ ...others, NODE_ENV: '' }, url)
    t.match(untold, { code: 0, text: /- signed requests were not tried, because API_TOKEN/ })
  })

  await t.test('says what is wrong with the database', async (t) => {
    const wrongPassword = new URL(gateway.databaseUrl)
    wrongPassword.password = 'not-the-password'
    const old = await createDatabase(t)
    for (const [name, DATABASE_URL, says, code] of [
      [
        'none',
        'postgres://u:hunter2@127.0.0.1:1/x',
        /✗ the database.*\n.*PostgreSQL at 127\.0\.0\.1:1 refuses connections.*\(ECONNREFUSED\)/,
        1
      ],
      ['password', wrongPassword.href, /refuses the password/, 1],
      ['no TLS', `${old}?sslmode=verify-full`.replace('?sslmode=disable?', '?'), /does not support TLS/, 1],
      ['read only', withOption(old, 'default_transaction_read_only'), /✗ the database is read-only/, 1]
    ] as const) {
      const found = await look({ DATABASE_URL })
      t.match(found, { code, text: says }, name)
      t.notMatch(found.text, /hunter2|not-the-password/)
    }
    await gateway.rows('update drizzle.__drizzle_migrations set created_at = created_at + 1')
    t.match(await look(), { code: 0, text: /! a newer version of Bellhook has migrated/ })
    await gateway.rows('update drizzle.__drizzle_migrations set created_at = 1')
    t.match(await look(), { code: 0, text: /! \d+ migrations? \w+ not applied\n.*bellhook migrate/ })
    await gateway.rows('alter table drizzle.__drizzle_migrations rename to gone')
    t.match(
      await inspect(gateway.databaseUrl),
      { pending: knownMigrations().length, isNewer: false },
      'a database that is new'
    )
  })

  await t.test('without a gateway it looks at the rest, and says what it did not', async (t) => {
    const { text, code, findings } = await examine({ DATA_DIR: makeFolder(t) }, 'http://127.0.0.1:1')
    t.equal(code, 0)
    t.match(text, /! no gateway answers at http:\/\/127\.0\.0\.1:1[\s\S]*- DATABASE_URL is not set, .*\n.*runs while/)
    t.match(text, /! sms .*\n.*Accepts requests from anyone \(development mode\)\. Set TWILIO_AUTH_TOKEN/)
    t.notOk(findings.some(({ level }) => level === 'wrong'))
    const closed = {
      ...well,
      CLOUDBEDS_WEBHOOK_TOKEN: '',
      PMS_WEBHOOK_SECRET: '',
      TWILIO_AUTH_TOKEN: '',
      ALLOW_UNVERIFIED: 'sms'
    }
    t.match((await examine(closed, 'http://127.0.0.1:1')).text, /- pms\/cloudbeds .*\n.*401 until CLOUDBEDS/)
    const named = { ...well, CLOUDBEDS_WEBHOOK_TOKEN: '', PMS_SOURCES: 'mews' }
    t.match(
      (await examine(named, 'http://127.0.0.1:1')).text,
      /- pms\/cloudbeds .*\n +Refuses PMS_WEBHOOK_SECRET: PMS_SOURCES does not name it\. Change that, or set CLOUDBEDS_WEBHOOK_TOKEN or CLOUDBEDS_WEBHOOK_SECRET\.\n/
    )
    const shared = { ...well, CLOUDBEDS_WEBHOOK_TOKEN: '', PMS_SOURCES: 'cloudbeds' }
    t.match(
      (await examine(shared, 'http://127.0.0.1:1')).text,
      /✓ pms\/cloudbeds .*\n +Verified by PMS_WEBHOOK_SECRET\.\n/
    )
    const stranger = createServer((_request, reply) => void reply.end('hello')).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    t.teardown(() => stranger.close())
    const at = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
    t.match(await examine({}, at), { code: 1, text: /another program answers at/ })
  })

  await t.test('with wrong settings it ends with 78, says all of them, and looks at the rest', async (t) => {
    const wrong = { PORT: '99999', DATABASE_URL: 'mysql://u:hunter2@h', TWILIO_AUTHTOKEN: 'x', TWILIO_AUTH_TOKEN: '' }
    const { code, text } = await look({ ...wrong, API_TOKEN_FILE: '/none' })
    t.equal(code, 78)
    for (const name of ['PORT', 'DATABASE_URL', 'API_TOKEN and API_TOKEN_FILE', 'TWILIO_AUTH_TOKEN is not set']) {
      hasText(t, text, `✗ ${name}`)
    }
    hasText(t, text, '! TWILIO_AUTHTOKEN is not a setting and has no effect. Did you mean TWILIO_AUTH_TOKEN?')
    t.match(text, /Disk\n {2}✓/)
    t.notMatch(text, 'hunter2')
  })

  await t.test('says which secrets are weak, and whether the way to the database is encrypted', async (t) => {
    const weak = {
      WHATSAPP_APP_SECRET: 'p@ss,1',
      PMS_WEBHOOK_SECRET: SECRETS.TWILIO_AUTH_TOKEN,
      DATABASE_URL: 'postgres://u:hunter2@db.invalid/x'
    }
    const says = [
      /✗ WHATSAPP_APP_SECRET has a secret of 1 character: use at least 16, .*split at its commas/,
      /✗ TWILIO_AUTH_TOKEN and PMS_WEBHOOK_SECRET have the same secret: use a different one for each\n/,
      /✗ DATABASE_URL connects to db\.invalid without TLS/
    ]
    const production = await look(weak)
    t.equal(production.code, 78)
    for (const text of says) t.match(production.text, text)
    t.notMatch(production.text, 'the gateway can start')
    const here = await look({ ...weak, NODE_ENV: '' })
    t.equal(here.code, 1, 'the database cannot be found')
    for (const { source } of says) t.match(here.text, new RegExp(source.replace('✗', '!')))
    for (const { text } of [production, here]) t.notMatch(text, /hunter2|p@ss/)
  })

  await t.test('looks into the spool without touching it', async (t) => {
    const DATA_DIR = makeFolder(t)
    mkdirSync(join(DATA_DIR, 'spool/damaged'), { recursive: true })
    writeFileSync(join(DATA_DIR, 'spool/1.writing'), encodeRecord(delivery()))
    writeFileSync(join(DATA_DIR, 'spool/damaged/x.bytes'), 'x')
    const { text } = await look({ DATA_DIR })
    t.match(text, /! 1 delivery waits in the spool[\s\S]*! 1 file was set aside in \S+damaged/)
    writeFileSync(join(DATA_DIR, 'spool/2.sealed'), Buffer.alloc(1_048_576))
    t.match(await look({ DATA_DIR, SPOOL_MAX_BYTES: '1048576' }), {
      code: 1,
      text: /✗ the spool is full \(1 MiB of 1 MiB\)/
    })
    const file = join(DATA_DIR, 'spool/1.writing')
    t.match(await look({ DATA_DIR: file }), { code: 1, text: /✗ DATA_DIR .*\n.*Set DATA_DIR to a folder/ })
    t.match((await look({ DATA_DIR: join(DATA_DIR, 'a/b') })).text, /the start will create DATA_DIR \S+a\/b/)
  })
})

t.test('a database without fsync is a warning', { skip: findPostgres() === undefined }, async (t) => {
  const { urlOf } = await startPostgres(t, findPostgres() ?? '')
  const { text } = await examine({ DATABASE_URL: urlOf('postgres'), DATA_DIR: makeFolder(t) }, 'http://127.0.0.1:1')
  t.match(text, /! the database has fsync = off: a power failure.*\n.*Set fsync = on/)
})

t.test('clocks may be half a minute apart', async (t) => {
  const facts = await inspect(await createDatabase(t))
  matchExactly(t, checkClock({ ...facts, clockAheadMs: 29_000 }, Date.now() - 20_000), [
    { level: 'ok' },
    { level: 'ok' }
  ])
  matchExactly(t, checkClock({ ...facts, clockAheadMs: 45_000 }, Date.now() - 400_000), [
    { level: 'warning', text: /clock of the database is 45 s ahead of this/ },
    { level: 'warning', text: /clock of the public URL is 400 s behind/ }
  ])
})

let target = ''
let forwarded = false

async function passOn(request: IncomingMessage, reply: ServerResponse, wayNow: () => Way): Promise<void> {
  const { path = (same) => same, drop = '', status } = wayNow()
  const body = Buffer.concat(await request.toArray())
  if (status !== undefined) return void reply.writeHead(status, { location: 'https://elsewhere.example/x?y' }).end('{}')
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => ![drop, 'host', 'connection', 'content-length'].includes(name))
  ) as Record<string, string>
  const init = { method: 'POST', headers: { ...headers, ...(forwarded && { 'x-forwarded-for': '192.0.2.7' }) }, body }
  const answer = await fetch(target + path((request.url ?? '').replace(PREFIX, '')), init)
  reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text())
}

interface Found {
  code: number
  text: string
  findings: Finding[]
}

/** The command in this process; its exit code is what it throws. */
async function examine(environ: Environ, url: string): Promise<Found> {
  const lines: string[] = []
  const findings: Finding[] = []
  const out: Call['out'] = {
    json: false,
    isTerminal: false,
    canAsk: false,
    write: async (text) => void lines.push(text),
    result(value, line) {
      findings.push(value as Finding)
      lines.push(line)
    },
    resultOnStderr: (_value, line) => void lines.push(line),
    say: (line) => void lines.push(line),
    note: (line) => void lines.push(line),
    paint: (_color, text) => text,
    wrap: (text, indent = '') => wrapped(text, indent, undefined),
    progress: () => ({ show: () => undefined, end: () => undefined })
  }
  const text = (option: string) => (option === 'url' ? url : undefined)
  let code = 0
  try {
    await doctor.run({ words: [], environ, out, has: () => false, text, count: () => undefined })
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    code = error.exitCode
  }
  return { code, text: lines.join('\n'), findings }
}

function withOption(url: string, name: string): string {
  const other = new URL(url)
  other.searchParams.set('options', `-c ${name}=on`)
  return other.href
}

/** A package's adapter whose vendor is known by its addresses alone. */
function walled(): string {
  return `
    import { Type } from '${import.meta.resolve('@sinclair/typebox')}'
    import { defineAdapter } from '${DIST}/plugins/pms/adapter.js'
    import { addressList } from '${DIST}/src/contract/verifiers.js'
    export default defineAdapter({
      name: 'walled', title: 'Walled', docs: 'https://docs.example', evidence: 'documented',
      verify: addressList(['203.0.113.0/24']), payload: Type.Object({}), normalize: () => []
    })`
}
