import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { ConfigError, loadConfig } from '../../src/config/config.ts'
import type { Environ } from '../../src/config/environment.ts'
import { loadSettings, readSettings } from '../../src/config/settings.ts'
import { startBanner } from '../../src/startup/start-banner.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'

const ALL = { ...SECRETS, API_TOKEN }

t.test('development mode is loopback without production, and nothing else', async (t) => {
  for (const HOST of ['127.0.0.1', '127.8.9.1', 'localhost', '::1', undefined, ' ']) {
    t.strictSame([...load({ HOST }).unverified], ['whatsapp', 'sms', 'pms'], String(HOST))
    t.equal(problems({ HOST, NODE_ENV: 'production' }).length, 4, String(HOST))
  }
  for (const HOST of ['0.0.0.0', '10.0.0.1', '::', 'example.com', '127.evil.test']) {
    t.match(problems({ HOST }).join(), /WHATSAPP_APP_SECRET.*TWILIO_AUTH_TOKEN.*PMS_WEBHOOK_SECRET.*API_TOKEN/, HOST)
    t.equal(load({ HOST, ...ALL }).development, false)
    t.strictSame(
      [...load({ HOST, API_TOKEN, ALLOW_UNVERIFIED: 'whatsapp, sms,pms' }).unverified],
      ['whatsapp', 'sms', 'pms']
    )
  }
  t.equal(problems({ HOST: '0.0.0.0', ...ALL, TWILIO_AUTH_TOKEN: ' ', ALLOW_UNVERIFIED: 'whatsapp' }).length, 1)
  matchExactly(t, problems({ ALLOW_UNVERIFIED: 'telegram' }), [/telegram/])
})

t.test('the public URL is one that works on this machine, until it is set', async (t) => {
  t.equal(load({ ...ALL, HOST: '0.0.0.0' }).publicUrl, 'http://127.0.0.1:3000')
  t.equal(load({ HOST: '::1', PORT: '8080' }).publicUrl, 'http://[::1]:8080')
})

t.test('blank, undefined and commas alone count as unset; a list is several values', async (t) => {
  for (const value of ['', '  ', ',', ' , ,', 'undefined', 'null', undefined]) {
    t.strictSame(load({ TWILIO_AUTH_TOKEN: value }).secrets.get('TWILIO_AUTH_TOKEN'), [], String(value))
  }
  t.strictSame(load({ TWILIO_AUTH_TOKEN: ' a, b,,c ' }).secrets.get('TWILIO_AUTH_TOKEN'), ['a', 'b', 'c'])
})

t.test('a login with OpenID Connect has all its settings, or none', async (t) => {
  const OIDC = {
    OIDC_ISSUER: 'https://login.example.com/hotel',
    OIDC_CLIENT_ID: 'bellhook',
    OIDC_CLIENT_SECRET: 'x'.repeat(20)
  }
  const OUTSIDE = { ...ALL, HOST: '0.0.0.0', ...OIDC }
  const SECRETS_KEY = Buffer.alloc(32, 1).toString('base64')
  const DASHBOARD_URL = 'https://bellhook.example.com'
  t.equal(load({}).oidc, undefined)
  t.strictSame(load({ ...OUTSIDE, DASHBOARD_URL, SECRETS_KEY }).oidc, {
    issuer: 'https://login.example.com/hotel',
    clientId: 'bellhook',
    clientSecret: 'x'.repeat(20)
  })
  t.equal(load({ ...OIDC, OIDC_ISSUER: 'http://127.0.0.1:8080/hotel' }).oidc?.issuer, 'http://127.0.0.1:8080/hotel')
  for (const name of Object.keys(OIDC)) {
    t.strictSame(problems({ ...OIDC, [name]: undefined }), [
      `${name} is not set: a login with OpenID Connect needs OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET`
    ])
  }
  matchExactly(t, problems({ ...OUTSIDE, SECRETS_KEY }), [/^DASHBOARD_URL is not set/])
  matchExactly(t, problems({ ...OUTSIDE, DASHBOARD_URL }), [/^SECRETS_KEY is not set/])
  for (const OIDC_ISSUER of ['http://login.example.com', 'http://10.0.0.1/']) {
    matchExactly(t, problems({ ...OIDC, OIDC_ISSUER }), [/^OIDC_ISSUER=.* is invalid: use https:/])
  }
  for (const OIDC_ISSUER of ['login.example.com', 'https://login.example.com/?a=1', 'https://a:b@login.example.com']) {
    t.match(problems({ ...OIDC, OIDC_ISSUER }).join(), /OIDC_ISSUER/, OIDC_ISSUER)
  }
  t.match(problems({ ...OIDC, OIDC_CLIENT_ID: 'a b' }).join(), /OIDC_CLIENT_ID/)
})

t.test('a secret from a file', async (t) => {
  const file = join(t.testdir(), 'secret')
  writeFileSync(file, 'one,two\n')
  t.strictSame(load({ API_TOKEN_FILE: file }).secrets.get('API_TOKEN'), ['one', 'two'])
  matchExactly(t, problems({ API_TOKEN_FILE: file, API_TOKEN: 'x' }), [/API_TOKEN and API_TOKEN_FILE/])
  matchExactly(t, problems({ MEWS_WEBHOOK_TOKEN_FILE: `${file}-missing` }), [/MEWS_WEBHOOK_TOKEN_FILE.*ENOENT/])
  writeFileSync(file, '\n')
  matchExactly(t, problems({ API_TOKEN_FILE: file }), [/holds no secret/])
})

t.test('the URL of the database from a file', async (t) => {
  const file = join(t.testdir(), 'url')
  writeFileSync(file, 'postgres://bellhook:hunter2@db/bellhook\n')
  t.equal(load({ DATABASE_URL_FILE: file }).databaseUrl, 'postgres://bellhook:hunter2@db/bellhook')
  t.strictSame(problems({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://h/d' }), [
    'DATABASE_URL and DATABASE_URL_FILE are both set: remove one of them'
  ])
  t.strictSame(problems({ DATABASE_URL_FILE: `${file}-missing` }), [
    'DATABASE_URL_FILE names a file that does not exist (ENOENT)'
  ])
  writeFileSync(file, 'mysql://bellhook:hunter2@db/bellhook')
  matchExactly(t, problems({ DATABASE_URL_FILE: file }), [/^DATABASE_URL is invalid/])
  t.notMatch(problems({ DATABASE_URL_FILE: file }).join(), 'hunter2')
  writeFileSync(file, '\n')
  t.strictSame(problems({ DATABASE_URL_FILE: file }), ['DATABASE_URL_FILE names an empty file'])
})

t.test('says all that is wrong at once and repeats no secret', async (t) => {
  const wrong = {
    PORT: '1.5',
    PUBLIC_URL: 'hotel.example',
    DATABASE_URL: 'mysql://u:hunter2@h',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'all,10.0.0.0/40'
  }
  const said = problems({ ...wrong, HOST: '0.0.0.0' }).join('\n')
  for (const name of [...Object.keys(wrong), 'API_TOKEN', 'WHATSAPP_APP_SECRET']) t.match(said, name)
  t.notMatch(said, 'hunter2')
  for (const days of ['0', '-1', '1.5', '30d', 'KEEP', '0x1F']) {
    matchExactly(t, problems({ RETAIN_BODIES_DAYS: days }), [/RETAIN_BODIES_DAYS/], days)
    matchExactly(t, problems({ RETAIN_EVENTS_DAYS: days }), [/RETAIN_EVENTS_DAYS/], days)
  }
  for (const HOST of ['http://0.0.0.0', '127.0.0.1:3000', '[::1]', 'a b', 'a/b'])
    matchExactly(t, problems({ HOST }), [/HOST/], HOST)
  for (const SPOOL_MAX_BYTES of ['1GB', '1e9', '-1', '1000']) {
    matchExactly(t, problems({ SPOOL_MAX_BYTES }), [/without a unit, at least 1048576/], SPOOL_MAX_BYTES)
  }
  for (const DATABASE_URL of ['postgres://u:p#ss@h/d', 'postgres://u:p%ss@h/d', 'postgres://h:99999/d', 'db/x']) {
    matchExactly(t, problems({ DATABASE_URL }), [/DATABASE_URL .* %40/], DATABASE_URL)
  }
  matchExactly(t, problems({ PUBLIC_URL: 'https://h:99999' }), [/PUBLIC_URL/])
  for (const range of ['0.0.0.0/0', '::/0', '10.0.0.1/00'])
    matchExactly(
      t,
      problems({ TRUST_PROXY: `10.0.0.0/8,${range}` }),
      [`TRUST_PROXY=${range} is invalid: use an address, or a CIDR range like 10.0.0.0/8`],
      range
    )
  for (const PORT of ['-1', '65536', 'x', '3000x'])
    t.strictSame(problems({ PORT }), [`PORT=${PORT} is invalid: use a number from 0 to 65535.`])
})

t.test('adapters that cannot be loaded are told with all else that is wrong', async (t) => {
  const { problems } = await readSettings({
    BELLHOOK_ADAPTERS: 'no-such-package,./none.js',
    PORT: 'x',
    LOG_LEVEL: 'loud'
  })
  matchExactly(t, problems, [/=no-such-package: /, /=\.\/none\.js: /, /^PORT=x /, /^LOG_LEVEL=loud /])
  const warned: string[] = []
  await t.rejects(
    loadSettings({ PORT: 'x', DATABASE_URI: 'y' }, (warning) => warned.push(warning)),
    ConfigError
  )
  matchExactly(
    t,
    warned,
    [/^DATABASE_URI is not a setting .* Did you mean DATABASE_URL\?$/],
    'warned of before the start fails'
  )
})

t.test('a variable that is nearly one of ours is warned of, and one of another program is not', async (t) => {
  const near = {
    TWILIO_AUTHTOKEN: 'TWILIO_AUTH_TOKEN',
    TWILLIO_AUTH_TOKEN: 'TWILIO_AUTH_TOKEN',
    TWILIO_TOKEN: 'TWILIO_AUTH_TOKEN',
    WHATSAPP_SECRET: 'WHATSAPP_APP_SECRET',
    WHATSAPP_APP_SECRET_FILES: 'WHATSAPP_APP_SECRET_FILE',
    DATABASE_URI: 'DATABASE_URL',
    DATABASE_URL_FILES: 'DATABASE_URL_FILE',
    PUBLIC_URl: 'PUBLIC_URL',
    LOGLEVEL: 'LOG_LEVEL',
    port: 'PORT',
    MEWS_TOKEN: 'MEWS_CLIENT_TOKEN',
    RETAIN_BODIE_DAYS: 'RETAIN_BODIES_DAYS'
  }
  for (const [given, meant] of Object.entries(near)) {
    const { warnings } = await readSettings({ [given]: 'x' })
    matchExactly(t, warnings, [new RegExp(`^${given} is not a setting .* mean ${meant}\\?$`)], given)
    t.strictSame((await readSettings({ [given]: 'x', [meant]: '' })).warnings.length, 1)
  }
  t.strictSame((await readSettings({ PUBLIC_URl: 'x', PUBLIC_URL: 'https://h' })).warnings, [], 'the right one is set')
  const foreign =
    'PATH HOME HOSTNAME HOSTS POST PWD SHELL LANG TERM NODE_OPTIONS NODE_PATH NPM_TOKEN APP_TOKEN GITHUB_TOKEN CI_TOKEN ' +
    'REDIS_URL AMQP_URL DATABASE_HOST DATABASE_NAME PGHOST PGDATA LOG_FORMAT PUBLIC_KEY TWILIO_ACCOUNT_SID SMTP_PORT ' +
    'WHATSAPP_PHONE_NUMBER_ID API_KEY API_URL WEBHOOK_SECRET STRIPE_WEBHOOK_SECRET npm_config_port DATA_DIRECTORIES'
  const set = Object.fromEntries(foreign.split(' ').map((name) => [name, 'x']))
  t.strictSame((await readSettings(set)).warnings, [])
})

t.test('PMS_SOURCES takes sources of any name, and refuses what is none', async (t) => {
  t.strictSame(load({ PMS_SOURCES: ' mews, front-desk,Opera.1 ' }).secrets.get('PMS_SOURCES'), [
    'mews',
    'front-desk',
    'Opera.1'
  ])
  for (const PMS_SOURCES of ['front desk', '-x', 'a/b', 'x'.repeat(65)]) {
    t.strictSame(problems({ PMS_SOURCES: `mews,${PMS_SOURCES}` }), [
      `PMS_SOURCES=${PMS_SOURCES} is invalid: use a source like mews or front-desk (letters, digits, ".", "_", and "-", at most 64)`
    ])
  }
})

t.test('events stay as long as providers repeat themselves, and as long as deliveries', async (t) => {
  t.strictSame(load({}).retainDays, { deliveries: 30, events: Number.POSITIVE_INFINITY, entities: 400 })
  const chosen = { RETAIN_BODIES_DAYS: '7', RETAIN_EVENTS_DAYS: '30' }
  t.strictSame(load(chosen).retainDays, { deliveries: 7, events: 30, entities: 400 })
  for (const [RETAIN_BODIES_DAYS, RETAIN_EVENTS_DAYS] of [
    ['7', '29'],
    ['31', '30'],
    ['keep', '400']
  ]) {
    matchExactly(t, problems({ RETAIN_BODIES_DAYS, RETAIN_EVENTS_DAYS }), [/^RETAIN_EVENTS_DAYS=\d+ is too short/])
  }
})

t.test('the start block shows no secret and no credentials of the public URL', async (t) => {
  const config = load({ ...ALL, PUBLIC_URL: 'https://user:hunter2@hooks.example.com/bell/' })
  const text = startBanner({
    ...{ config, channels, port: 3000, database: 'x', databaseFailure: undefined },
    ...{ tokenFile: undefined, program: 'bellhook' }
  })
  hasText(t, text, 'https://hooks.example.com/bell/webhooks/...')
  for (const secret of ['hunter2', ...Object.values(SECRETS).filter((value) => value.startsWith('test_'))])
    t.notMatch(text, secret)
})

t.test(
  'in development mode a channel without a secret accepts and marks it; a route with a secret still asks',
  async (t) => {
    const app = await buildTestApp(t, { WHATSAPP_APP_SECRET: 'set' })
    t.equal((await app.post('/webhooks/pms/guests', '{"externalId":"1","source":"a","lastName":"b"}')).statusCode, 200)
    t.equal((await app.post('/webhooks/whatsapp', '{"object":"whatsapp_business_account","entry":[]}')).statusCode, 401)
    matchExactly(t, await app.events(), [{ verified: false }])
  }
)

t.test('elsewhere a PMS route for which nothing is set stays closed', async (t) => {
  const app = await buildTestApp(t, { ...ALL, HOST: '10.0.0.1', PMS_WEBHOOK_SECRET: '' })
  t.equal((await app.post('/webhooks/pms/guests', '{"externalId":"1","source":"a","lastName":"b"}')).statusCode, 401)
  t.equal((await app.post('/webhooks/pms/guests', '{}', { 'x-webhook-secret': '' })).statusCode, 401)
})

function load(environ: Environ) {
  return loadConfig(environ, channels)
}

function problems(environ: Environ): readonly string[] {
  try {
    load(environ)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
