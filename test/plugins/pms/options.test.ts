import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { channels, channelsWith } from '../../../plugins/index.ts'
import {
  currencyOption,
  defineAdapter,
  type PmsAdapter,
  textOption,
  timeZoneOption
} from '../../../plugins/pms/adapter.ts'
import { adapterEndpoint } from '../../../plugins/pms/adapter-endpoint.ts'
import { adapters } from '../../../plugins/pms/adapters/index.ts'
import { variableOfOption } from '../../../plugins/pms/options.ts'
import { checkSettings } from '../../../src/cli/doctor/check-settings.ts'
import { readConfig } from '../../../src/config/config.ts'
import type { Environ } from '../../../src/config/environment.ts'
import { secretHeader } from '../../../src/contract/verifiers.ts'
import { matchExactly } from '../../support/match-exactly.ts'
import { ROOT } from '../../support/root.ts'
import { API_TOKEN, SECRETS } from '../../support/test-app.ts'

/** For each option of an adapter: a value, one of a wrong form, and the credential that puts the adapter into use. */
const OPTIONS: Readonly<Record<string, { right: string; wrong: string; credential: string }>> = {
  BEDS24_CURRENCY: { right: 'EUR', wrong: 'euro', credential: 'BEDS24_WEBHOOK_TOKEN' },
  SMOOBU_CURRENCY: { right: 'EUR', wrong: 'eur', credential: 'SMOOBU_WEBHOOK_TOKEN' }
}

const WELL = { ...SECRETS, API_TOKEN, NODE_ENV: 'production' }

const dummy = defineAdapter({
  name: 'dummy',
  title: 'Dummy',
  docs: 'https://docs.dummy.example',
  evidence: 'documented',
  verify: secretHeader('x-key'),
  payload: Type.Object({}),
  options: {
    timeZone: timeZoneOption(),
    currency: currencyOption('USD'),
    houseCode: textOption('the code of the house', /^H\d+$/, 'a code like H7')
  },
  normalize: (_payload, { fields, options }) => [
    {
      time: fields.instant('at', options.timeZone),
      reservation: {
        externalId: fields.id('id'),
        totalRate: fields.money('total', { code: options.currency }),
        extra: { house: options.houseCode ?? null }
      }
    }
  ]
})

function lookAt(environ: Environ, all = channels) {
  const read = readConfig({ ...WELL, ...environ }, all)
  return { problems: read.problems, findings: checkSettings({ ...read, channels: all }) }
}

function readingsOf(adapter: PmsAdapter, body: unknown, settings: Readonly<Record<string, string>>): unknown {
  const store = { secrets: (name: string) => [settings[name]].filter((value) => value !== undefined) }
  const payload = adapterEndpoint(adapter).validate(body, { secrets: store.secrets })
  return payload.violations ? payload : payload.normalize({ headers: {}, settings: store })
}

t.test('each option of each adapter has a test', async (t) => {
  const declared = adapters.flatMap(({ name, options = {} }) =>
    Object.keys(options).map((one) => variableOfOption(name, one))
  )
  t.strictSame(declared.sort(), Object.keys(OPTIONS).sort())
})

for (const [variable, { right, wrong, credential }] of Object.entries(OPTIONS)) {
  t.test(`${variable} is validated at the start, shown by doctor, and used`, async (t) => {
    const secret = { [credential]: 'a-token-of-24-characters' }
    t.strictSame(lookAt({ ...secret, [variable]: right }).problems, [])
    t.strictSame(lookAt({ ...secret, [variable]: wrong }).problems, [
      `${variable}=${wrong} is invalid: use a currency like EUR (ISO 4217)`
    ])

    const shown = (environ: Environ) =>
      lookAt(environ)
        .findings.filter(({ text }) => text.startsWith(`${variable} `))
        .map(({ text }) => text)
    t.strictSame(shown({ ...secret, [variable]: right }), [`${variable} is ${right}`])
    t.strictSame(shown(secret), [`${variable} is not set: the currency of amounts that the vendor sends without one`])
    t.strictSame(shown({}), [], 'nothing is said of an adapter that is not in use')

    const adapter = adapters.find(({ name }) => variable.startsWith(`${name.toUpperCase()}_`))
    if (adapter === undefined) throw new Error(`${variable} belongs to no adapter`)
    const bodies = bodiesOf(adapter.name)
    const isUsed = bodies.some((body) => {
      const [without, set] = [readingsOf(adapter, body, {}), readingsOf(adapter, body, { [variable]: right })]
      return (
        !JSON.stringify(without).includes(`"currency":"${right}"`) &&
        JSON.stringify(set).includes(`"currency":"${right}"`)
      )
    })
    t.ok(isUsed, `of ${bodies.length} bodies one has an amount in ${right}`)
  })
}

t.test('the options of any adapter: a zone, a currency with a default, and a text', async (t) => {
  const body = { id: 'B-1', at: '2026-07-01 12:00:00', total: '10' }
  const all = channelsWith([dummy as PmsAdapter])
  const expected = { DUMMY_TIME_ZONE: 'Mars/Base', DUMMY_CURRENCY: 'dollars', DUMMY_HOUSE_CODE: '7' }
  t.strictSame(lookAt(expected, all).problems, [
    'DUMMY_TIME_ZONE=Mars/Base is invalid: use a time zone like Europe/Lisbon',
    'DUMMY_CURRENCY=dollars is invalid: use a currency like EUR (ISO 4217)',
    'DUMMY_HOUSE_CODE=7 is invalid: use a code like H7'
  ])
  const set = { DUMMY_TIME_ZONE: 'Europe/Lisbon', DUMMY_CURRENCY: 'JPY', DUMMY_HOUSE_CODE: 'H7' }
  matchExactly(t, readingsOf(dummy as PmsAdapter, body, set), [
    {
      time: '2026-07-01T11:00:00.000Z',
      data: { reservation: { totalRate: { amount: '10', currency: 'JPY' }, extra: { house: 'H7' } } }
    }
  ])
  const shown = lookAt({ DUMMY_WEBHOOK_SECRET: 'a-token-of-24-characters' }, all).findings.filter(({ text }) =>
    text.startsWith('DUMMY_')
  )
  t.strictSame(
    shown.map(({ text }) => text),
    [
      'DUMMY_TIME_ZONE is not set: the time zone of times that the vendor sends without one',
      'DUMMY_CURRENCY is not set: USD is used',
      'DUMMY_HOUSE_CODE is not set: the code of the house'
    ]
  )
})

function bodiesOf(name: string): unknown[] {
  const folder = join(ROOT, 'test/fixtures/pms', name)
  return readdirSync(folder).flatMap((file) => {
    const { body, steps = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return [body, ...steps.map((step: { body?: unknown }) => step.body)].filter((one) => one !== undefined)
  })
}
