import t from 'tap'
import { channels, channelsWith } from '../../plugins/index.ts'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { ConfigError, loadConfig, readConfig } from '../../src/config/config.ts'
import type { Environ } from '../../src/config/environment.ts'
import { basic, standardWebhooks } from '../../src/contract/verifiers.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, SECRETS } from '../support/test-app.ts'
import { acme } from '../testing/acme.ts'

const WELL = { ...SECRETS, API_TOKEN, NODE_ENV: 'production' }
const ACCOUNT = 'AC0123456789abcdef0123456789abcdef'
const LONG = 'a-secret-of-24-characters'
const MAKE = 'use at least 16, e.g. from `openssl rand -hex 32`'

/** What is weak, and all that is said of it. */
const WEAK: readonly (readonly [environ: Environ, sentences: readonly string[]])[] = [
  [{ WHATSAPP_APP_SECRET: 'x'.repeat(15) }, [`WHATSAPP_APP_SECRET has a secret of 15 characters: ${MAKE}`]],
  [{ WHATSAPP_VERIFY_TOKEN: 'x' }, [`WHATSAPP_VERIFY_TOKEN has a secret of 1 character: ${MAKE}`]],
  [
    { PMS_WEBHOOK_SECRET: 'a-long-secret-p@ss,1' },
    [
      `PMS_WEBHOOK_SECRET has a secret of 1 character: ${MAKE}. The value was split at its commas: ` +
        'write a comma within a secret as \\,'
    ]
  ],
  [{ MEWS_WEBHOOK_TOKEN: `${LONG},short,short-too` }, [/^MEWS_WEBHOOK_TOKEN has a secret of 5 characters.*split/]],
  [{ TWILIO_AUTH_TOKEN: `${ACCOUNT}:token` }, [`TWILIO_AUTH_TOKEN has a secret of 5 characters: ${MAKE}`]],
  [
    { HOSTAWAY_WEBHOOK_SECRET: 'a-long-user-name:password' },
    [`HOSTAWAY_WEBHOOK_SECRET has a secret of 8 characters: ${MAKE}`]
  ],
  [
    { API_TOKEN: 'x'.repeat(23) },
    ['API_TOKEN has a secret of 23 characters: use at least 24, e.g. from `openssl rand -hex 32`']
  ],
  [
    { API_TOKEN: LONG, TWILIO_AUTH_TOKEN: LONG, PMS_WEBHOOK_SECRET: `other-secret-0123,${LONG}` },
    ['API_TOKEN and TWILIO_AUTH_TOKEN and PMS_WEBHOOK_SECRET have the same secret: use a different one for each']
  ],
  [
    { TWILIO_AUTH_TOKEN: `${ACCOUNT}:${LONG}`, MEWS_WEBHOOK_SECRET: LONG, MEWS_WEBHOOK_TOKEN: LONG },
    [
      'TWILIO_AUTH_TOKEN and MEWS_WEBHOOK_SECRET and MEWS_WEBHOOK_TOKEN have the same secret: use a different one for each'
    ]
  ]
] as readonly (readonly [Environ, readonly string[]])[]

t.test('production refuses weak secrets, development mode warns of them', async (t) => {
  for (const [environ, sentences] of WEAK) {
    const refused = readConfig({ ...WELL, ...environ }, channels)
    const warned = readConfig({ ...WELL, NODE_ENV: '', ...environ }, channels)
    for (const told of [refused.problems, warned.warnings]) {
      t.equal(told.length, sentences.length, told.join('\n'))
      for (const [at, sentence] of sentences.entries()) t.match(told[at], sentence)
    }
    t.strictSame([refused.warnings, warned.problems], [[], []])
    t.throws(() => loadConfig({ ...WELL, ...environ }, channels), ConfigError)
    const told = JSON.stringify([refused.problems, warned.warnings])
    const secrets = Object.values(environ).flatMap((value = '') => value.split(/[,:]/))
    for (const secret of secrets.filter(({ length }) => length > 4)) t.notMatch(told, `"${secret}`)
    for (const secret of secrets.filter(({ length }) => length > 8)) t.notMatch(told, secret)
  }
  const elsewhere = readConfig({ ...WELL, NODE_ENV: '', HOST: '0.0.0.0', API_TOKEN: 'x' }, channels)
  t.equal(elsewhere.problems.length, 1, 'other machines reach it: that is production')
})

t.test('nothing is said of strong secrets, of lists, and of two equal values of one variable', async (t) => {
  for (const environ of [
    {},
    { TWILIO_AUTH_TOKEN: `${ACCOUNT}:0123456789abcdef,0123456789abcdef` },
    { HOSTAWAY_WEBHOOK_SECRET: 'u:password-of-16-ch' },
    { PMS_WEBHOOK_SECRET: 'a-long-secret\\,with-a-comma' },
    { PMS_SOURCES: 'a,b', MEWS_PROPERTIES: 'h,i', CLOUDBEDS_PROPERTIES: 'h' },
    { WHATSAPP_APP_SECRET: '', ALLOW_UNVERIFIED: 'whatsapp' },
    { PMS_WEBHOOK_SECRET: `${LONG},${LONG}` }
  ]) {
    const { problems, warnings } = readConfig({ ...WELL, ...environ }, channels)
    t.strictSame([problems, warnings], [[], []], JSON.stringify(environ))
  }
})

t.test('a comma that leads nowhere is warned of everywhere, and stops nothing', async (t) => {
  for (const PMS_WEBHOOK_SECRET of [`${LONG},`, `,${LONG}`, `${LONG},,other-secret-0123`]) {
    const { problems, warnings } = readConfig({ ...WELL, PMS_WEBHOOK_SECRET }, channels)
    t.strictSame(problems, [])
    t.strictSame(warnings, [
      'PMS_WEBHOOK_SECRET has a comma without a value before or after it: remove it, or write a comma within a secret as \\,'
    ])
  }
})

t.test('of user:password the password counts, for whatever adapter uses HTTP Basic', async (t) => {
  const both = { ...acme, verify: [standardWebhooks(), basic()] } as PmsAdapter
  const told = readConfig({ ...WELL, ACME_WEBHOOK_SECRET: 'user-of-16-chars:pw' }, channelsWith([both]))
  matchExactly(t, told.problems, [/^ACME_WEBHOOK_SECRET has a secret of 2 characters/])
})

t.test('a secret that no request can match is a problem that names its variable, and not the secret', async (t) => {
  const channels = channelsWith([])
  for (const [variable, value, expected] of [
    ['GUESTY_WEBHOOK_SECRET', 'whsec_!!!!', 'use `whsec_` and the key in base64'],
    ['GUESTY_WEBHOOK_SECRET', 'whsec_', 'use `whsec_` and the key in base64'],
    ['GUESTY_WEBHOOK_SECRET', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_!!!!', '(value 2 of 2)'],
    ['HOSTAWAY_WEBHOOK_SECRET', 'a-password-without-user', 'use `user:password`'],
    ['APALEO_WEBHOOK_SECRET', 'a-password-without-user', 'use `user:password`']
  ] as const) {
    const { problems } = readConfig({ ...WELL, [variable]: value }, channels)
    const named = problems.filter((problem) => problem.startsWith(variable) && problem.includes('form'))
    t.strictSame([named.length, named[0]?.includes(expected)], [1, true], `${variable} ${problems.join('; ')}`)
    t.notMatch(problems.join(), /!!!!|a-password/)
  }
  const { problems } = readConfig(
    { ...WELL, GUESTY_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    channels
  )
  t.strictSame(
    problems.filter((problem) => problem.startsWith('GUESTY')),
    []
  )
})
