import t from 'tap'
import { sealingKeys } from '../../src/accounts/secrets-key.ts'
import { checkSecretsKey } from '../../src/startup/check-secrets-key.ts'
import { bellhook } from '../support/run-command-line.ts'
import { managing, SECRETS_KEY, WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'

async function listening(t: Parameters<typeof buildTestApp>[0]) {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...test,
    /** The lines of `--json`. */
    async run(...words: string[]): Promise<Record<string, unknown>[]> {
      const { code, out, err } = await bellhook([...words, '--url', url, '--json'], { API_TOKEN })
      t.equal(code, 0, `${words.join(' ')} ${err}`)
      return out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    }
  }
}

t.test('operators are added, listed, and removed', async (t) => {
  const { run } = await listening(t)
  await run('hotels', 'add', 'seaview', '--name', 'Hotel Seaview', '--time-zone', 'Europe/Berlin')
  const [added] = await run('operators', 'add', 'mara', '--role', 'operator', '--hotels', 'seaview')
  t.match(added?.['url'], /\/setup\/[\w-]{43}$/)
  t.match(added?.['endsAt'], /Z$/)
  const listed = await run('operators', 'list')
  t.strictSame(
    listed.map(({ name, role, hotels, url }) => ({ name, role, hotels, url })),
    [{ name: 'mara', role: 'operator', hotels: ['seaview'], url: undefined }]
  )
  await run('operators', 'remove', 'mara')
  t.strictSame(await run('operators', 'list'), [])
})

t.test('the commands of docs/accounts.md make an account', async (t) => {
  const { run } = await listening(t)
  await run('hotels', 'add', 'seaview', '--name', 'Hotel Seaview', '--time-zone', 'Europe/Berlin')
  await run('accounts', 'add', 'seaview-wa', '--kind', 'whatsapp', '--name', 'Seaview', '--hotel', 'seaview')
  const [account] = await run('accounts', 'add-id', 'seaview-wa', 'phone_number_id', '106540352242922')
  t.strictSame(account?.['ids'], [{ type: 'phone_number_id', value: '106540352242922', hotel: null, label: null }])
  t.equal((await run('accounts', 'pause', 'seaview-wa'))[0]?.['state'], 'paused')
  t.equal((await run('accounts', 'resume', 'seaview-wa'))[0]?.['state'], 'active')
  t.equal((await run('audit', 'verify'))[0]?.['ok'], true)
})

t.test('simulate signs for an account of each kind, with a secret that counts now, about its ids', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const manage = managing(test)
  await manage('POST', '/api/hotels', { slug: 'seaview', name: 'Hotel Seaview', timeZone: 'Europe/Berlin' })
  for (const [channel, name, kind, purpose, type, value] of [
    ['whatsapp', 'text', 'whatsapp', 'app_secret', 'phone_number_id', '777777777777777'],
    ['sms', 'sms', 'twilio', 'auth_token', 'account_sid', `AC${'7'.repeat(32)}`],
    ['pms/guests', undefined, 'pms', 'webhook_secret', 'property', 'seaview-1'],
    ['pms/mews', 'resources', 'mews', 'webhook_token', 'property', '11111111-2222-3333-4444-555555555555']
  ] as const) {
    const [slug, old] = [`of-${kind}`, `an-old-secret-of-${kind}`]
    const account = { slug, kind, name: kind, hotel: 'seaview', ids: [{ type, value }] }
    const created = await manage('POST', '/api/accounts', { ...account, secrets: [{ purpose, value: old }] })
    t.equal(created.statusCode, 201, created.body)
    await manage('POST', `/api/accounts/${slug}/secrets`, { purpose, value: `the-new-secret-of-${kind}` })
    await test.rows(`update secrets set ends_at = now() - interval '1 minute' where id = $1`, [
      created.json().secrets[0].id
    ])
    const words = ['simulate', channel, ...(name === undefined ? [] : [name]), '--account', slug]
    const environ = { ...WITH_ACCOUNTS, DATABASE_URL: test.databaseUrl, PUBLIC_URL: 'https://gw.example.test' }
    const { code, out, err } = await bellhook([...words, '--url', url, '--json'], environ)
    t.equal(code, 0, `${channel} ${err}${out}`)
    const [sent] = out.split('\n').map((line) => JSON.parse(line || '{}'))
    t.equal(sent.url, `${url}/webhooks/${channel}/a/${created.json().pathKey}`)
    const [event] = (await test.events()).filter(({ deliveryid }) => deliveryid === sent.deliveryId)
    t.strictSame([event?.account, event?.hotel], [slug, 'seaview'], channel)
  }
})

t.test('a start without the key that sealed the secrets names the id of the key, and no key', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const secrets = [{ purpose: 'app_secret', value: 'an-app-secret-of-seaview' }]
  await managing(test)('POST', '/api/accounts', { slug: 'wa', kind: 'whatsapp', name: 'x', secrets })
  await checkSecretsKey(test.databaseUrl, [SECRETS_KEY])
  const other = Buffer.alloc(32, 7).toString('base64')
  const [key] = sealingKeys([SECRETS_KEY])
  for (const values of [[], [other]]) {
    const error = await checkSecretsKey(test.databaseUrl, values).catch((thrown: unknown) => thrown)
    const text = error instanceof Error ? error.message : ''
    t.ok(text.includes('SECRETS_KEY') && text.includes(key?.id ?? 'none'), text)
    t.notOk(text.includes(SECRETS_KEY) || text.includes(other))
  }
})
