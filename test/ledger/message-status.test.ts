import fc from 'fast-check'
import t, { type Test } from 'tap'
import { canonical } from '../../schemas/canonical.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { STATUS_ORDER } from '../../src/ledger/message-status.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'

// Both providers send statuses in parallel, twice, in any order, and WhatsApp regroups them when it tries again. The
// database has to end in one state.

const WORDS = [...STATUS_ORDER, 'a_new_word']

const twilio = fc.record({
  status: fc.constantFrom(...WORDS),
  code: fc.constantFrom(undefined, '0', '30003', '30005')
})

const meta = fc.record({
  status: fc.constantFrom(...WORDS),
  seconds: fc.integer({ min: 1, max: 3 }),
  code: fc.constantFrom(undefined, 131026, 131049),
  participant: fc.constantFrom(undefined, 'DE.1', 'DE.2')
})

t.test('twilio: any order, any number of times, one state', async (t) => {
  const app = await buildTestApp(t)
  await settles(t, app, 'sms', twilio, async (id, reports) => {
    for (const { status, code } of reports) {
      const body = new URLSearchParams({ MessageSid: id, MessageStatus: status, To: '+4915112345678' })
      if (code !== undefined) body.set('ErrorCode', code)
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      t.equal((await app.post('/webhooks/sms/status', body.toString(), headers)).statusCode, 200)
    }
  })
})

t.test('whatsapp: any order, any number of times, any grouping, one state', async (t) => {
  const app = await buildTestApp(t)
  await settles(t, app, 'whatsapp', meta, async (id, reports) => {
    const statuses = reports.map(({ status, seconds, code, participant }) => ({
      id,
      status,
      timestamp: String(1_764_061_200 + seconds),
      recipient_id: '120363000000000000',
      recipient_type: 'group',
      ...(participant === undefined ? {} : { recipient_participant_user_id: participant }),
      ...(code === undefined ? {} : { errors: [{ code, title: 'Failed', error_data: { details: 'no' } }] }),
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' }
    }))
    for (let at = 0, size = 1; at < statuses.length; at += size, size = (size % 3) + 1) {
      const value = { messaging_product: 'whatsapp', statuses: statuses.slice(at, at + size) }
      const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
      t.equal((await app.post('/webhooks/whatsapp', body)).statusCode, 200)
    }
  })
})

interface Report {
  status: string
  participant?: string | undefined
}

/** Sends the reports in one order about one message, and twice in another order about another message. */
async function settles<R extends Report>(
  t: Test,
  app: TestApp,
  channel: string,
  report: fc.Arbitrary<R>,
  send: (id: string, reports: readonly R[]) => Promise<void>
): Promise<void> {
  let run = 0
  const histories = fc
    .array(report, { minLength: 1, maxLength: 6 })
    .chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }))
    )
  await fc.assert(
    fc.asyncProperty(histories, async ([told, shuffled]) => {
      const [one, other] = [`one-${++run}`, `other-${run}`]
      await send(one, told)
      await send(other, shuffled)
      const [straight, mixed] = [await standing(app, channel, one), await standing(app, channel, other)]
      t.equal(canonical(mixed.state).replaceAll(other, one), canonical(straight.state))

      const best = told.map(({ status }) => STATUS_ORDER.indexOf(status)).sort((a, b) => b - a)[0] ?? -1
      t.equal(straight.state['status'], STATUS_ORDER[best] ?? 'a_new_word')
      const facts = new Set(told.map(({ status, participant }) => `${status} ${participant}`)).size
      t.strictSame([straight.events.length, mixed.events.length], [facts, facts], 'one event for each fact')
    }),
    { numRuns: 25 }
  )
}

async function standing(app: TestApp, channel: string, id: string): Promise<{ state: JsonObject; events: string[] }> {
  return (await app.get(`/api/messages/${channel}/${id}`)).json()
}
