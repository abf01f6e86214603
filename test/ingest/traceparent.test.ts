import fc from 'fast-check'
import t from 'tap'
import { traceparentOf } from '../../src/ingest/traceparent.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

t.test('events and deliveries carry the traceparent of their request, and none where there was none', async (t) => {
  const app = await buildTestApp(t)
  await post(app, 'with', TRACEPARENT)
  await post(app, 'without')
  await post(app, 'wrong', `${TRACEPARENT}, ${TRACEPARENT}`)
  // Nothing in it can be read, so there is a delivery alone.
  await app.post('/webhooks/whatsapp', '{"object":1}', { traceparent: TRACEPARENT })
  const events = await app.events()
  t.strictSame(
    events.map(({ subject, traceparent }) => [subject, traceparent]),
    [
      ['guest/with', TRACEPARENT],
      ['guest/without', undefined],
      ['guest/wrong', undefined]
    ]
  )
  t.notOk('traceparent' in Object(events[1]))
  t.strictSame(
    (await app.deliveries()).map(({ traceparent }) => traceparent),
    [TRACEPARENT, null, null, TRACEPARENT]
  )
})

t.test('it goes through the spool, beside what never had one', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const app = await buildTestApp(t, {}, { databaseUrl })
  proxy.set('refuse')
  matchExactly(t, (await post(app, 'with', TRACEPARENT)).json(), { outcome: 'spooled' })
  matchExactly(t, (await post(app, 'without')).json(), { outcome: 'spooled' })
  proxy.set('forward')
  await until(async () => (await app.app.inject('/readyz')).json().status === 'ok', 'the spool is drained')
  matchExactly(t, await app.events(), [
    { subject: 'guest/with', traceparent: TRACEPARENT },
    { subject: 'guest/without' }
  ])
  matchExactly(t, await app.deliveries(), [{ traceparent: TRACEPARENT }, { traceparent: null }])
})

t.test('what W3C does not call a traceparent is none', async (t) => {
  t.equal(traceparentOf(TRACEPARENT), TRACEPARENT)
  const wrong = [
    undefined,
    '',
    [TRACEPARENT],
    TRACEPARENT.toUpperCase(),
    ` ${TRACEPARENT}`,
    `${TRACEPARENT}\n`,
    `${TRACEPARENT}-00`,
    TRACEPARENT.replace('00-', 'ff-'),
    TRACEPARENT.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    TRACEPARENT.replace('00f067aa0ba902b7', '0'.repeat(16)),
    TRACEPARENT.replace('4bf9', '+491')
  ]
  for (const header of wrong) t.equal(traceparentOf(header), undefined, JSON.stringify(header))
  const near = fc.tuple(fc.nat(TRACEPARENT.length - 1), fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }))
  fc.assert(
    fc.property(near, ([at, piece]) => {
      const header = TRACEPARENT.slice(0, at) + piece + TRACEPARENT.slice(at + 1)
      const found = traceparentOf(header)
      return found === undefined || (found === header && /^[\da-f-]{55}$/.test(header))
    })
  )
})

function post({ post }: TestApp, externalId: string, traceparent?: string) {
  const body = JSON.stringify({ externalId, source: 'test', lastName: 'Lindqvist' })
  return post('/webhooks/pms/guests', body, traceparent === undefined ? {} : { traceparent })
}
