import t from 'tap'
import type { JsonObject } from '../../schemas/reading.ts'
import { withStatus } from '../../src/ledger/message-status.ts'

// What does not need a database: `message-status.test.ts` sends such reports to a gateway.

t.test(
  'a state has every status with its report, those of the highest, and the same for each participant',
  async (t) => {
    const participant = { userId: 'u', waId: 'w' }
    const state = stateAfter(
      { status: 'sent', time: '1', participant },
      { status: 'read', time: '2', participant: { userId: null, waId: 'x' } },
      { status: 'failed', participant: {} },
      { status: 'delivered', time: '3', participant }
    )
    t.strictSame(state, {
      time: '2',
      status: 'read',
      statuses: { sent: { time: '1' }, read: { time: '2' }, failed: {}, delivered: { time: '3' } },
      participants: {
        u: { time: '3', status: 'delivered', statuses: { sent: { time: '1' }, delivered: { time: '3' } } },
        x: { time: '2', status: 'read', statuses: { read: { time: '2' } } }
      }
    })
    t.strictSame(withStatus(state, { status: 'sent', time: '1', participant }), state, 'a repetition')
  }
)

t.test('statuses rise in the order of their providers', async (t) => {
  const orders = [
    ['accepted', 'queued', 'sending', 'sent', 'delivered', 'read'],
    ['accepted', 'scheduled', 'queued', 'sending', 'sent', 'canceled'],
    ['sent', 'undelivered', 'partially_delivered', 'delivered'],
    ['sent', 'delivered', 'read', 'played', 'deleted'],
    ['canceled', 'failed', 'undelivered']
  ]
  for (const order of orders) {
    for (const [at, status] of order.entries()) {
      for (const lower of [...order.slice(0, at), 'a_new_word']) {
        t.equal(stateAfter({ status }, { status: lower })['status'], status, `${lower} after ${status}`)
        t.equal(stateAfter({ status: lower }, { status })['status'], status, `${status} after ${lower}`)
      }
    }
  }
})

t.test(
  'of two reports of a status, the one with an error is kept, then the earlier one, then the one that sorts first',
  async (t) => {
    const [early, late] = [{ time: '1' }, { time: '2' }]
    for (const [kept, other] of [
      [{ ...late, errorCode: '1' }, early],
      [
        { ...late, errorCode: '1' },
        { ...early, errorCode: null }
      ],
      [early, late],
      [late, {}],
      [
        { ...early, note: 'b' },
        { ...late, note: 'a' }
      ],
      [
        { ...early, note: 'a' },
        { ...early, note: 'b' }
      ]
    ]) {
      for (const reports of [
        [kept, other],
        [other, kept]
      ]) {
        const state = stateAfter(...reports.map((report) => ({ ...report, status: 'failed' })))
        t.strictSame(state['statuses'], { failed: kept })
      }
    }
  }
)

t.test('of statuses that are not in the list, the sixteen that sort first are kept', async (t) => {
  const names = Array.from({ length: 20 }, (_, at) => `x${String(at).padStart(2, '0')}`)
  const reports = names.map((status) => ({ status }))
  for (const order of [reports, [...reports].reverse(), [...reports.slice(9), ...reports.slice(0, 9)]]) {
    const state = stateAfter(...order)
    t.strictSame(Object.keys(Object(state['statuses'])).sort(), names.slice(0, 16))
    t.equal(state['status'], 'x15')
    t.strictSame(state['omitted'], [{ path: '/statuses', bytes: 0 }])
    const risen = withStatus(state, { status: 'sent' })
    t.equal(Object.keys(Object(risen['statuses'])).length, 17, 'all others have a place')
    t.strictSame([risen['status'], risen['omitted']], ['sent', [{ path: '/statuses', bytes: 0 }]])
  }
  const fits = stateAfter(...reports.slice(0, 16))
  t.equal(fits['omitted'], undefined)
  t.strictSame(stateAfter(...reports.slice(0, 16), { status: 'x00' }), fits)
})

t.test('a status and its report have bounds', async (t) => {
  t.equal(stateAfter({ status: 's'.repeat(70) })['status'], 's'.repeat(64))
  t.equal(stateAfter({ status: `${'s'.repeat(63)}😀` })['status'], `${'s'.repeat(63)}\ufffd`)
  t.equal(stateAfter({})['status'], 'undefined')
  const fits = { note: 'x'.repeat(4 * 1024 - '{"note":""}'.length) }
  t.strictSame(Object(stateAfter({ status: 'sent', ...fits })['statuses'])['sent'], fits)
  const cut = Object(stateAfter({ status: 'sent', note: `${fits.note}x` })['statuses'])['sent']
  t.strictSame(cut, { note: 'x'.repeat(64) })
})

t.test('of very many participants, those that sort first are kept', async (t) => {
  const idOf = (at: number) => `p${String(at).padStart(9, '0')}`
  const reports = Array.from({ length: 400 }, (_, at) => ({ status: 'sent', participant: { userId: idOf(at) } }))
  // A participant takes 280 bytes, and three for each character of its id.
  const most = Math.floor((96 * 1024) / (280 + 30))
  const kept = reports.slice(0, most).map(({ participant }) => participant.userId)
  for (const order of [reports, [...reports].reverse()]) {
    const state = stateAfter(...order)
    t.strictSame(Object.keys(Object(state['participants'])).sort(), kept)
    t.strictSame(state['omitted'], [{ path: '/participants', bytes: 0 }])
    t.strictSame(withStatus(state, { status: 'sent' })['omitted'], [{ path: '/participants', bytes: 0 }])
  }
  t.equal(stateAfter(...reports.slice(0, most))['omitted'], undefined)
})

function stateAfter(...reports: readonly JsonObject[]): JsonObject {
  return reports.reduce<JsonObject>(withStatus, {})
}
