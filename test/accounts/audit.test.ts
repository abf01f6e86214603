import t from 'tap'
import { managing, WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { buildTestApp } from '../support/test-app.ts'

async function withEntries(t: Parameters<typeof buildTestApp>[0]) {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const slug of ['a', 'b', 'c', 'd'])
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
  return { ...test, api, verify: async () => (await api('GET', '/api/audit/verify')).json() }
}

t.test('the table refuses changes', async (t) => {
  const { rows, verify } = await withEntries(t)
  for (const sql of [`update audit set actor = 'x'`, 'delete from audit', 'truncate audit']) {
    await t.rejects(rows(sql), /append-only/, sql)
  }
  t.strictSame(await verify(), { ok: true, entries: 4 })
})

t.test('what was changed past the trigger is found', async (t) => {
  const { rows, verify } = await withEntries(t)
  await rows('alter table audit disable trigger user')
  await rows(`update audit set target = 'hotel:z' where position = 3`)
  t.strictSame(await verify(), { ok: false, entries: 4, position: 3 })
  await rows(`update audit set target = 'hotel:c' where position = 3`)
  t.strictSame(await verify(), { ok: true, entries: 4 })
  await rows('delete from audit where position = 2')
  t.strictSame(await verify(), { ok: false, entries: 3, position: 2 })
})

t.test('it says who did what to what, and filters by action', async (t) => {
  const { api } = await withEntries(t)
  await api('DELETE', '/api/hotels/d')
  const { entries } = (await api('GET', '/api/audit?action=hotel.removed')).json()
  t.strictSame(
    entries.map(({ at: _at, ...entry }: Record<string, unknown>) => entry),
    [{ position: 5, actor: 'api-token', action: 'hotel.removed', target: 'hotel:d', hotel: 'd', detail: {} }]
  )
  const first = (await api('GET', '/api/audit?limit=3')).json()
  const next = (await api('GET', `/api/audit?limit=3&after=${first.cursor}`)).json()
  t.strictSame(
    [...first.entries, ...next.entries].map(({ position }) => position),
    [1, 2, 3, 4, 5]
  )
})
