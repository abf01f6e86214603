import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { signProbe } from '../../src/ingest/probe.ts'
import { containing } from '../support/containing.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { bellhook, type CommandResult } from '../support/run-command-line.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'

const PUBLIC_URL = 'https://gw.example.test'
const SVIX = { GUESTY_WEBHOOK_SECRET: 'whsec_c2VjcmV0' }
const OWN = { ...SECRETS, ...SVIX, PUBLIC_URL, API_TOKEN }

t.test('simulate', async (t) => {
  const app = await buildTestApp(t, { ...SECRETS, ...SVIX })
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const simulate = (words: string, environ: Record<string, string> = OWN) =>
    run(`simulate ${words} --url ${url}`, environ)

  await t.test('sends every case as its provider would, again and again, and each becomes its events', async (t) => {
    for (const words of ['all --json', 'sms --json']) {
      const { code, lines } = await simulate(words)
      t.equal(code, 0)
      const summary = lines.pop()
      t.strictSame(summary?.['statuses'], { 200: lines.length })
      t.ok(lines.length > (words.startsWith('all') ? 150 : 5))
      for (const { channel, case: name, verdict, outcome, events } of lines) {
        const folder = channel === 'sms/status' ? 'sms' : channel
        const file = JSON.parse(readFileSync(resolve(ROOT, `test/fixtures/${folder}/${name}.json`), 'utf8'))
        const fixture = file.steps?.[0] ?? file
        matchExactly(
          t,
          { verdict, outcome },
          { verdict: 'ok', outcome: fixture.outcome ?? 'accepted' },
          `${channel} ${name}`
        )
        t.strictSame(typesOf(events), typesOf(fixture.events), `${channel} ${name}`)
      }
    }
  })

  await t.test('sends a payload from a file as it is, and names what was quarantined', async (t) => {
    const folder = t.testdir({
      'guest.json': JSON.stringify({ externalId: 'raw-1', source: 'acme', lastName: 'Sato' }),
      'sms.json': JSON.stringify({ MessageSid: 'SMraw', From: '+15550001', To: '+15550002', Body: 'Hi' })
    })
    const guest = await simulate(`pms/guests ${folder}/guest.json --json`)
    matchExactly(t, guest, { code: 0, lines: [{ case: 'guest', events: [{ subject: 'guest/raw-1' }] }] })
    const sms = await simulate(`sms ${folder}/sms.json --json`)
    matchExactly(t, sms, {
      code: 0,
      lines: [{ case: 'sms', proof: ['x-twilio-signature'], events: [{ subject: 'message/SMraw' }] }]
    })
    const many = await simulate('whatsapp beside-an-unknown-field --count 2')
    matchExactly(t, many, { code: 0, out: containing('Quarantined: whatsapp beside-an-unknown-field.') })
  })

  await t.test('sends each twice where that is wanted', async (t) => {
    const { lines } = await simulate('sms sms --count 5 --rate 100 --duplicates --shuffle --json')
    t.match(lines.at(-1), { sent: 10, statuses: { 200: 10 }, outcomes: { accepted: 5, duplicate: 5 }, events: 5 })
  })

  await t.test('says why something is refused, and nothing of it is kept', async (t) => {
    const before = (await app.deliveries()).length
    for (const target of ['sms sms', 'pms/guesty created-v2']) {
      const { code, out } = await simulate(`${target} --break-signature`)
      t.match(
        { code, out },
        { code: 0, out: /401[\s\S]*mismatch\n {2}because it was signed with another secret/ },
        target
      )
    }
    const elsewhere = await simulate('sms sms', { ...OWN, PUBLIC_URL: 'https://elsewhere.example.test' })
    matchExactly(t, elsewhere, { code: 1, out: containing('another URL than https://gw.example.test/webhooks/sms') })
    t.match(await simulate('whatsapp text', { API_TOKEN }), {
      code: 1,
      out: /not signed: WHATSAPP_APP_SECRET is not set[\s\S]*has no signature or credential/
    })
    t.equal((await app.deliveries()).length, before)
  })

  await t.test('without the right API token it sends all the same, and says what is missing', async (t) => {
    const { API_TOKEN: _none, ...others } = OWN
    matchExactly(t, await simulate('whatsapp text', others), {
      code: 0,
      out: containing('200 OK'),
      err: /No events are shown.*Set API_TOKEN/
    })
    const wrong = await simulate('whatsapp text', { ...OWN, API_TOKEN: 'wrong' })
    matchExactly(t, wrong, { code: 0, out: containing('accepted'), err: /refuses the API token/ })
  })

  await t.test('only who has the API token may ask, and nobody gets in by asking', async (t) => {
    const body = Buffer.from('{}')
    const question = (token: string, target = '/webhooks/whatsapp') =>
      signProbe({ method: 'POST', target, body }, Date.now(), token)
    const before = (await app.deliveries()).length
    t.equal((await app.post('/webhooks/whatsapp', body, question('wrong'))).statusCode, 401)
    const elsewhere = question(API_TOKEN, '/webhooks/pms/guests')
    t.equal((await app.post('/webhooks/whatsapp', body, elsewhere)).statusCode, 401, 'signed for another path')
    t.strictSame((await app.post('/webhooks/whatsapp', body, question(API_TOKEN))).json(), {
      verdict: 'missing',
      url: `${PUBLIC_URL}/webhooks/whatsapp`
    })
    t.equal((await app.deliveries()).length, before)
  })
})

t.test('a token of an account signs what names that account', async (t) => {
  const secrets = { TWILIO_AUTH_TOKEN: 'ACanother:sub-token' }
  const app = await buildTestApp(t, secrets)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  matchExactly(t, await run(`simulate sms sms --url ${url}`, { ...OWN, ...secrets }), {
    code: 0,
    out: containing('sender verified, accepted')
  })
})

t.test('without words it lists the cases, and a mistake is one clear line', async (t) => {
  t.match(await run('simulate'), { code: 0, out: /^whatsapp\n[\s\S]*text-reply[\s\S]*^pms\/mews\n/m })
  for (const [words, code, err, environ] of [
    ['simulate nope', 2, /there is no channel "nope": use whatsapp, sms/],
    ['simulate whatsapp nope', 2, /no case "nope"/],
    ['simulate sms --rate 0', 2, /--rate=0 is invalid: use a whole number from 1/],
    ['simulate sms --nope', 2, /unknown option '--nope'/],
    ['simulate sms ./none.json', 1, /none.json does not exist/],
    ['simulate sms --count -1', 2, /--count=-1 is invalid/],
    ['simulate sms --url http://u:hunter2@127.0.0.1', 2, /--url is invalid/],
    ['simulat', 2, /unknown command 'simulat'\n\(Did you mean simulate\?\)/],
    ['simulate --shufle', 2, /\(Did you mean --shuffle\?\)/],
    ['accounts lst', 2, /accounts has no action "lst": use add, list, show, pause/],
    ['simulate sms sms extra', 2, /too many arguments/],
    ['simulate --count x', 2, /--count=x is invalid: use a whole number from 1/],
    ['tail --type a --type b', 2, /--type <TYPES>' argument 'b' is invalid. Give it once/],
    [
      'tail --channel pms/mews',
      2,
      /--channel=pms\/mews is not a channel: use whatsapp, sms, pms. For a hotel system, use --source/
    ],
    ['tail --deliveries --channel nope', 2, /--channel=nope is not a channel/],
    ['export --out ', 2, /--out <FILE>' argument '' is invalid. It is empty/],
    ['migrate', 78, /DATABASE_URL is not set/],
    ['doctor --url http://127.0.0.1:1', 78, /^$/, { PORT: 'x' }],
    ['doctor --url x', 2, /--url is invalid/],
    ['simulate sms --url http://127.0.0.1:2', 1, /No gateway answers at http:\/\/127.0.0.1:2 \(connection refused\)/],
    ['simulate sms', 78, /PORT=x is invalid: use a number from 0 to 65535\./, { PORT: 'x' }]
  ] as const) {
    const result = await run(words, environ)
    t.match(result, { code, err }, words)
    t.notMatch(result.err, /\bat .*\.js|hunter2/, words)
  }
})

function typesOf(events: unknown): string[] {
  return Object(events).map(({ type }: { type: string }) => type)
}

interface Run extends CommandResult {
  /** With --json. */
  lines: Record<string, unknown>[]
}

async function run(words: string, environ: Record<string, string> = {}): Promise<Run> {
  const result = await bellhook(words.split(' '), { DATA_DIR: '/nonexistent', ...environ })
  const lines = words.includes('--json') ? result.out.trim().split('\n') : []
  return { ...result, lines: lines.map((line) => JSON.parse(line)) }
}
