import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { CloudEvent } from '../../schemas/event.ts'
import { commandsOf, openDocsShell } from '../support/docs-shell.ts'
import { hasText } from '../support/has-text.ts'
import { metaSignature, whatsAppText } from '../support/test-accounts.ts'

// Each block of commands of these pages is run as it stands, in the order of the pages. Only the port is another one.
const PAGES = ['docs/accounts.md', 'docs/operators.md', 'docs/api-keys.md']
const [OLD, NEW] = ['app-secret-of-seaview-old', 'app-secret-of-seaview-new']
const FILES = {
  'seaview-app-secret.txt': OLD,
  'seaview-verify-token.txt': 'verify-token-of-seaview',
  'new-secret.txt': NEW
}
const ENVIRONMENT = {
  WHATSAPP_APP_SECRET: 'app-secret-of-the-environment',
  TWILIO_AUTH_TOKEN: 'AC00000000000000000000000000000001:token-of-the-environment',
  MEWS_WEBHOOK_TOKEN: 'mews-token-of-the-environment',
  MEWS_PROPERTIES: 'enterprise-a'
}

t.test('the commands of docs/accounts.md, docs/operators.md, and docs/api-keys.md', async (t) => {
  const { folder, origin, api, run } = await openDocsShell(t, ENVIRONMENT)
  for (const [name, value] of Object.entries(FILES)) writeFileSync(join(folder, name), `${value}\n`)
  const post = async (number: string, secret: string) => {
    const body = whatsAppText(number, `wamid.${number}.${secret}`)
    const headers = metaSignature(body, secret)
    return (await fetch(`${origin}/webhooks/whatsapp`, { method: 'POST', body, headers })).status
  }
  const said: string[] = []
  for (const script of PAGES.flatMap(commandsOf)) {
    if (script.includes('/api/unclaimed')) t.equal(await post('106540352242999', OLD), 200)
    said.push(`${script}${await run(script)}`)
  }
  const answerTo = (part: string) => said.filter((text) => text.includes(part)).join('')

  // The shapes are those of docs/accounts.md, and `strictSame` compares them.
  const { accounts } = (await api('/api/accounts')) as { accounts: Record<string, unknown>[] }
  t.strictSame(
    accounts.map(({ slug, kind, hotel }) => [slug, kind, hotel]),
    [
      ['seaview-wa', 'whatsapp', 'seaview'],
      ['whatsapp', 'whatsapp', null],
      ['twilio-ac00000000000000000000000000000001', 'twilio', null],
      ['mews', 'mews', null]
    ]
  )
  hasText(t, answerTo('accounts import'), 'mews  may go now: MEWS_WEBHOOK_TOKEN, MEWS_PROPERTIES')
  const { events } = (await api('/api/events')) as { events: CloudEvent[] }
  t.strictSame(
    events.map(({ type, account, hotel }) => [type, account, hotel]),
    [
      ['message.received', 'seaview-wa', 'seaview'],
      ['message.received', 'seaview-wa', 'seaview']
    ],
    'what simulate has sent, and what was unclaimed'
  )
  t.equal(await post('106540352242922', OLD), 401, 'the old secret has ended')
  t.equal(await post('106540352242922', NEW), 200)
  t.match(answerTo('keys add butler'), /bh_dev_[0-9A-Za-z]{38}/)
  t.match(answerTo('operators add mara'), /\/setup\/[\w-]{43}/)
  const log = readFileSync(join(folder, 'gateway.log'), 'utf8')
  for (const secret of [OLD, NEW, ...Object.values(ENVIRONMENT).slice(0, 3)]) t.notOk(log.includes(secret))
})
