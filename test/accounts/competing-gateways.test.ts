import t from 'tap'
import { managing, WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { buildTestApp, createDatabase } from '../support/test-app.ts'

const ACCOUNT = { slug: 'wa', kind: 'whatsapp', name: 'WA' }
const ID = { type: 'phone_number_id', value: '111' }

async function twoGateways(t: Parameters<typeof buildTestApp>[0]) {
  const databaseUrl = await createDatabase(t)
  const first = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const second = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  return { rows: first.rows, gateways: [managing(first), managing(second)] as const }
}

t.test('of two changes with one version, the second one is refused', async (t) => {
  const { gateways } = await twoGateways(t)
  const [first, second] = gateways
  const { version } = (await first('POST', '/api/accounts', ACCOUNT)).json()
  const names = ['one', 'two']
  const replies = await Promise.all(
    gateways.map((api, at) => api('PATCH', '/api/accounts/wa', { name: names[at], version }))
  )
  t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [200, 409])
  const won = replies.findIndex(({ statusCode }) => statusCode === 200)
  t.equal(replies[1 - won]?.json().error.code, 'VERSION_CONFLICT')
  for (const api of [first, second]) t.equal((await api('GET', '/api/accounts/wa')).json().name, names[won])
})

t.test(
  'two gateways that take the same slug, id, or hotel at once: one does, and the other names the field',
  async (t) => {
    const { rows, gateways } = await twoGateways(t)
    const hotel = { slug: 'a', name: 'A', timeZone: 'Europe/Berlin' }
    const cases: [(api: (typeof gateways)[number], at: number) => ReturnType<(typeof gateways)[number]>, string][] = [
      [(api) => api('POST', '/api/hotels', hotel), '/slug'],
      [(api) => api('POST', '/api/accounts', ACCOUNT), '/slug'],
      [(api, at) => api('POST', '/api/accounts', { ...ACCOUNT, slug: `wa-${at}`, ids: [ID] }), '/ids/0/value'],
      [(api) => api('POST', '/api/keys', { name: 'k', scopes: ['metrics'] }), '/name'],
      [(api) => api('POST', '/api/operators', { name: 'o', role: 'viewer' }), '/name']
    ]
    for (const [ask, path] of cases) {
      const replies = await Promise.all(gateways.map(ask))
      const [done, refused] = replies.sort((one, other) => one.statusCode - other.statusCode)
      const { code, details } = refused?.json().error ?? {}
      t.strictSame(
        [done?.statusCode, refused?.statusCode, code, details?.errors[0].path],
        [201, 409, 'ALREADY_EXISTS', path],
        path
      )
    }
    t.strictSame(
      (
        await rows(
          'select (select count(*) from accounts)::int as accounts, (select count(*) from account_ids)::int as ids'
        )
      )[0],
      { accounts: 2, ids: 1 },
      'nothing is half written'
    )
  }
)

t.test('an id of another account is refused, and can be taken once it is free', async (t) => {
  const { gateways } = await twoGateways(t)
  const [api, other] = gateways
  await api('POST', '/api/accounts', { ...ACCOUNT, ids: [ID] })
  await api('POST', '/api/accounts', { ...ACCOUNT, slug: 'second' })
  const taken = await other('PUT', '/api/accounts/second/ids/phone_number_id/111')
  t.strictSame([taken.statusCode, taken.json().error.details.errors[0].path], [409, '/value'])
  t.equal((await api('DELETE', '/api/accounts/wa/ids/phone_number_id/111')).statusCode, 204)
  t.equal((await other('PUT', '/api/accounts/second/ids/phone_number_id/111')).statusCode, 200)
})
