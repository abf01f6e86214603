import t from 'tap'
import { createAccountStore } from '../../src/accounts/account-store.ts'
import { sealingKeys } from '../../src/accounts/secrets-key.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { connect } from '../../src/db/connect.ts'
import { managing, metaSignature, SECRETS_KEY, WITH_ACCOUNTS, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp, createDatabase, type TestApp } from '../support/test-app.ts'

const APP_SECRET = 'an-app-secret-of-seaview'

t.test('two sealed rows that were swapped do not open, and are not used', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const api = managing(first)
  for (const [slug, value, secret] of [
    ['a', '111', 'the-app-secret-of-hotel-a'],
    ['b', '222', 'the-app-secret-of-hotel-b']
  ]) {
    const ids = [{ type: 'phone_number_id', value }]
    await api('POST', '/api/accounts', {
      slug,
      kind: 'whatsapp',
      name: 'x',
      ids,
      secrets: [{ purpose: 'app_secret', value: secret }]
    })
  }
  await first.rows(`update secrets set sealed = other.sealed from secrets as other
    where other.account_id <> secrets.account_id`)
  const second = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  for (const [number, secret] of [
    ['111', 'the-app-secret-of-hotel-b'],
    ['111', 'the-app-secret-of-hotel-a']
  ] as const) {
    const body = whatsAppText(number, 'wamid.1')
    t.equal((await second.post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode, 401)
  }
})

t.test('a change is known on another gateway by notification alone', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const limits = { accounts: { pollMs: Number.POSITIVE_INFINITY } }
  const second = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl, limits })
  const LISTENERS = `select 1 from pg_stat_activity where datname = current_database() and query like 'listen %'`
  await waitFor(async () => (await first.rows(LISTENERS)).length === 2, 'the connections that listen')
  await addAccount(first)
  await waitFor(() => isKnown(second), 'the account')
  // A busy machine may delay some of the changes, but not all of them.
  const delays: number[] = []
  for (let change = 0; change < 5; change++) {
    const value = `app-secret-number-${change}`
    await managing(first)('POST', '/api/accounts/wa/secrets', { purpose: 'app_secret', value })
    const began = performance.now()
    await waitFor(() => isKnown(second, value), value)
    delays.push(Math.round(performance.now() - began))
  }
  t.ok(Math.min(...delays) <= 1_000, `known after ${delays} ms`)
})

t.test('a change is known by polling alone', async (t) => {
  const first = await buildTestApp(t, WITH_ACCOUNTS)
  const log = { info() {}, warn() {}, error() {} }
  const database = connect(first.databaseUrl, log)
  const snapshot = { write() {}, read: async () => undefined, close: async () => undefined }
  const { pollMs } = LIMITS.accounts
  // Nothing calls `wake`.
  const options = { database, snapshot, log, pollMs, sealing: sealingKeys([SECRETS_KEY]), onChange() {} }
  const store = createAccountStore(options)
  t.teardown(() => store.close().then(database.close))
  await store.load()
  await addAccount(first)
  await waitFor(async () => store.accounts.size() === 1, 'the account')
  t.ok(pollMs <= 2_000)
})

async function addAccount(test: Pick<TestApp, 'app'>): Promise<void> {
  await managing(test)('POST', '/api/accounts', {
    ...{ slug: 'wa', kind: 'whatsapp', name: 'x', ids: [{ type: 'phone_number_id', value: '111' }] },
    secrets: [{ purpose: 'app_secret', value: APP_SECRET }]
  })
}

async function isKnown({ post }: Pick<TestApp, 'post'>, secret = APP_SECRET): Promise<boolean> {
  const body = whatsAppText('111', 'wamid.1')
  return (await post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode === 200
}
