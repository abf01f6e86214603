import t, { type Test } from 'tap'
import type { FakeOptions } from '../../src/fakes/fake.ts'
import { startFake } from '../../src/fakes/start-fake.ts'

const RESERVATIONS = 'reservations/getAll/2023-06-06'
const LIMITATION = { Limitation: { Count: 1000 } }

t.test('the fake of Mews', async (t) => {
  await t.test('takes POST with its tokens on exact paths only', async (t) => {
    const { call } = await mews(t)
    t.equal((await call(RESERVATIONS, LIMITATION)).status, 200)
    t.equal((await call(`${RESERVATIONS}/`, LIMITATION)).status, 404)
    t.equal((await call('Reservations/getAll/2023-06-06', LIMITATION)).status, 404)
    t.equal((await call(RESERVATIONS, { ...LIMITATION, AccessToken: 'other' })).status, 401)
    t.equal((await call(RESERVATIONS, { ...LIMITATION, LanguageCode: 'en-US' })).status, 400)
    t.equal((await call(RESERVATIONS, { ...LIMITATION, Client: '' })).status, 400)
    const { url } = await mews(t)
    t.equal((await fetch(`${url}/api/connector/v1/${RESERVATIONS}`)).status, 405)
  })

  await t.test('refuses what Mews refuses', async (t) => {
    const { call } = await mews(t)
    const interval = (StartUtc: string, EndUtc: string) => ({ ...LIMITATION, UpdatedUtc: { StartUtc, EndUtc } })
    const refused = [
      [RESERVATIONS, {}, 'Invalid Limitation.'],
      [RESERVATIONS, { Limitation: { Count: 1001 } }, 'Invalid Limitation.'],
      [RESERVATIONS, { ...LIMITATION, ReservationIds: Array(1001).fill('x') }, 'Invalid ReservationIds.'],
      [RESERVATIONS, interval('2026-11-20T14:02:11.000Z', '2026-11-20T14:02:12Z'), 'Invalid UpdatedUtc.'],
      [RESERVATIONS, interval('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'), 'Invalid UpdatedUtc.'],
      ['customers/getAll', LIMITATION, 'Invalid Extent.'],
      ['companionships/getAll', { ...LIMITATION, Extent: {} }, 'Invalid ReservationIds.'],
      ['serviceOrderNotes/getAll', LIMITATION, 'Invalid ServiceOrderIds.'],
      [RESERVATIONS, { Limitation: { Count: 1, Cursor: 'unknown' } }, 'Invalid Cursor.']
    ] as const
    for (const [operation, parameters, message] of refused) {
      const { status, body } = await call(operation, parameters)
      t.strictSame([status, body.Message], [400, message], JSON.stringify(parameters).slice(0, 80))
    }
  })

  await t.test('pages by the id of the last row, newest first, and ends with null', async (t) => {
    const { call } = await mews(t)
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const { body } = await call(RESERVATIONS, { Limitation: { Count: 2, ...(cursor ? { Cursor: cursor } : {}) } })
      seen.push(...body.Reservations.map((row: { Number: string }) => row.Number))
      cursor = body.Cursor
    } while (cursor !== null)
    t.strictSame(seen, ['5103', '5102', '5101'])
  })

  await t.test('reads an interval as half-open, and equal ends as equality', async (t) => {
    const { call, fake } = await mews(t, { now: () => Date.parse('2026-11-20T14:02:11.500Z') })
    fake.put('reservations', { Id: 'r1', State: 'Confirmed' })
    const found = async (StartUtc: string, EndUtc: string) => {
      const { body } = await call(RESERVATIONS, { ...LIMITATION, UpdatedUtc: { StartUtc, EndUtc } })
      return body.Reservations.length
    }
    t.equal(await found('2026-11-20T14:02:11Z', '2026-11-20T14:02:12Z'), 1)
    t.equal(await found('2026-11-20T14:02:10Z', '2026-11-20T14:02:11Z'), 0)
    t.equal(await found('2026-11-20T14:02:11Z', '2026-11-20T14:02:11Z'), 1)
  })

  await t.test('refuses the 201st request in 30 seconds, and one refusal in three has no Retry-After', async (t) => {
    let time = Date.parse('2026-11-20T14:00:00Z')
    const { call, fake } = await mews(t, { now: () => time })
    for (let count = 0; count < 200; count += 1) await call('configuration/get', {})
    const refused = [await call('configuration/get', {}), await call('configuration/get', {})]
    refused.push(await call('configuration/get', {}))
    t.strictSame(
      refused.map(({ status, headers }) => [status, headers.get('retry-after')]),
      [
        [429, '30'],
        [429, '30'],
        [429, null]
      ]
    )
    t.equal(fake.refusals().length, 3)
    time += 30_000
    t.equal((await call('configuration/get', {})).status, 200)
  })

  await t.test('answers every second call with more than 500 ids with 408', async (t) => {
    const { call } = await mews(t)
    const parameters = { ...LIMITATION, ReservationIds: Array(501).fill('x') }
    t.strictSame(
      [(await call(RESERVATIONS, parameters)).status, (await call(RESERVATIONS, parameters)).status],
      [408, 200]
    )
  })

  await t.test('has notes for guests only when asked, and an empty page may be a 204', async (t) => {
    const { call, fake } = await mews(t)
    const ServiceOrderIds = [fake.records.all('reservations')[0]?.['Id'] as string]
    t.equal((await call('serviceOrderNotes/getAll', { ...LIMITATION, ServiceOrderIds })).body.Cursor, null)
    const asked = await call('serviceOrderNotes/getAll', { ...LIMITATION, ServiceOrderIds, Types: ['SpecialRequest'] })
    t.equal(asked.body.ServiceOrderNotes.length, 1)
    const empty = await call(RESERVATIONS, { ...LIMITATION, ReservationIds: ['x'] }, { prefer: 'return=minimal' })
    t.equal(empty.status, 204)
  })

  await t.test('answers with the old record until its lag is over', async (t) => {
    let time = 0
    const { call, fake } = await mews(t, { now: () => time, lagMs: 60_000 })
    time += 60_000
    const id = fake.put('reservations', { Id: 'r1', State: 'Confirmed' })
    time += 60_000
    fake.put('reservations', { Id: 'r1', State: 'Started' })
    const state = async () => {
      const { body } = await call(RESERVATIONS, { ...LIMITATION, ReservationIds: [id] })
      return body.Reservations[0].State
    }
    t.equal(await state(), 'Confirmed')
    time += 60_000
    t.equal(await state(), 'Started')
  })
})

async function mews(t: Test, options: FakeOptions = {}) {
  const fake = await startFake('mews', options)
  t.teardown(() => fake.close())
  const { MEWS_CLIENT_TOKEN: ClientToken, MEWS_ACCESS_TOKEN: AccessToken } = fake.settings
  const call = async (operation: string, parameters: object, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ ClientToken, AccessToken, Client: 'Test 1.0.0', ...parameters })
    const reply = await fetch(`${fake.url}/api/connector/v1/${operation}`, { method: 'POST', body, headers })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { fake, call, url: fake.url }
}
