import t from 'tap'
import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import { LIMITS } from '../../src/config/limits.ts'
import type { Delivery } from '../../src/contract/delivery.ts'
import { laneOf } from '../../src/contract/lane.ts'
import type { NewEvent } from '../../src/db/written-rows.ts'
import { creationKey, keyOf } from '../../src/ledger/digest.ts'
import { type DraftedEvent, draftEvent, type Item, isRepetition } from '../../src/ledger/draft-event.ts'
import { type DraftState, emptyDraftState, targetOf } from '../../src/ledger/draft-state.ts'
import { readData } from '../../src/ledger/reading-data.ts'

const DELIVERY: Delivery = {
  id: 'd',
  channel: 'pms',
  source: 'mews',
  endpoint: '/webhooks/pms/mews',
  contentType: null,
  receivedAt: '2026-11-24T00:00:00.000Z',
  verified: true,
  masked: false,
  body: Buffer.alloc(0),
  traceparent: 'tp'
}
const EARLIER = '2026-11-23T00:00:00.000Z'
const LATER = '2026-11-23T12:00:00.000Z'
const STAY = { source: 'mews', kind: 'reservation', id: 'r' } as const

t.test('the first state of a reservation is its creation, and the row has all of it', async (t) => {
  const draftState = emptyDraftState()
  const reading = { ...stay({ status: 'confirmed' }), property: 'p\0', account: 'a', hotel: 'h', time: EARLIER }
  const { event, ...rest } = draft(draftState, reading)
  const { id, ...row } = event ?? { id: '' }
  const key = creationKey(DELIVERY, reading)
  const about = { channel: 'pms', source: 'mews', property: 'p\u2400', subject: 'reservation/r' }
  t.match(id, /^[\da-f-]{36}$/)
  t.strictSame(row, {
    ...about,
    type: 'reservation.created',
    time: EARLIER,
    deliveryId: 'd',
    receivedAt: DELIVERY.receivedAt,
    timebasis: 'event',
    hydrated: false,
    verified: true,
    data: { before: '{"reservation":', state: '{"status":"confirmed"}', after: '}' },
    key,
    traceparent: 'tp',
    account: 'a',
    hotel: 'h',
    lane: laneOf({ ...about, property: 'p\0', type: 'reservation.created', data: reading.data })
  })
  const state = { status: 'confirmed' }
  t.strictSame(rest.moved, { before: undefined, after: state })
  t.equal(rest.isStale, false)
  t.ok(draftState.eventKeys.has(key.toString('hex')))
  const entity = draftState.entities.get(targetOf(DELIVERY, reading)?.entity ?? '')
  t.strictSame([entity?.isNew, entity?.isChanged], [false, true])
  t.strictSame(entity?.text, { carrier: id }, 'the state is stored once, with the event')
  t.strictSame(entity?.row, {
    key: targetOf(DELIVERY, reading)?.key,
    version: null,
    kind: 'reservation',
    channel: 'pms',
    source: 'mews',
    property: 'p\u2400',
    externalId: 'r',
    state,
    clock: { status: EARLIER },
    updatedAt: DELIVERY.receivedAt,
    account: 'a',
    hotel: 'h'
  })
})

t.test('a later state is an update with its changes, and the same or an older one is no event', async (t) => {
  const draftState = emptyDraftState()
  const now = (status: string, time?: string) => draft(draftState, { ...stay({ status }), time })
  now('optional', EARLIER)
  const changed = now('confirmed', LATER)
  t.strictSame(
    [changed.event?.type, changed.event?.key, changed.event?.timebasis],
    ['reservation.updated', null, 'event']
  )
  t.strictSame(dataOf(changed), {
    reservation: { status: 'confirmed' },
    changes: [{ path: '/status', before: 'optional', after: 'confirmed' }]
  })
  t.strictSame(changed.moved, { before: { status: 'optional' }, after: { status: 'confirmed' } })
  const same = now('confirmed', LATER)
  t.strictSame([same.event, same.isStale, same.moved?.after], [undefined, false, { status: 'confirmed' }])
  const text = { json: '{"status":"confirmed"}' }
  t.strictSame([...draftState.entities.values()][0]?.text, text, 'no event has the state')
  const older = now('optional', EARLIER)
  t.strictSame([older.event, older.isStale, older.moved?.after], [undefined, true, { status: 'confirmed' }])
  const notice = draft(draftState, { ...stay({ status: 'confirmed' }), isNotice: true, time: LATER })
  t.strictSame(dataOf(notice), { reservation: { status: 'confirmed' }, changes: [] })
  t.strictSame([notice.event?.type, notice.isStale], ['reservation.updated', false])
})

t.test('the time of an event, and what it is', async (t) => {
  const timesOf = (part: Partial<State>) => {
    const { event } = draft(emptyDraftState(), { ...stay({}), ...part })
    return [event?.time, event?.timebasis]
  }
  t.strictSame(timesOf({}), [DELIVERY.receivedAt, 'received'])
  t.strictSame(timesOf({ time: EARLIER }), [EARLIER, 'event'])
  t.strictSame(timesOf({ time: EARLIER, timebasis: 'modified' }), [EARLIER, 'modified'])
  const moments = { 'reservation.created': LATER, 'reservation.updated': EARLIER }
  t.strictSame(timesOf({ time: EARLIER, timebasis: 'modified', moments }), [LATER, 'event'])
})

t.test('a fact is an event with what it reports, once', async (t) => {
  const draftState = emptyDraftState()
  const arrived: Fact = {
    ...STAY,
    type: 'guest.checked_in',
    key: ['in'],
    data: { reservation: { status: 'checked_in' }, vendor: 1 }
  }
  const target = targetOf(DELIVERY, arrived)
  t.notOk(isRepetition(target, draftState))
  const first = draft(draftState, arrived)
  t.strictSame([first.event?.type, first.event?.key], ['guest.checked_in', keyOf(DELIVERY, arrived)])
  t.strictSame(dataOf(first), { reservation: { status: 'checked_in' }, vendor: 1 })
  t.equal(first.moved, undefined)
  t.strictSame([...draftState.entities.values()][0]?.text, { carrier: first.event?.id })
  const part: Fact = { ...arrived, key: ['again'], data: { reservation: { note: 'x' } } }
  t.strictSame(dataOf(draft(draftState, part)), { reservation: { note: 'x' } })
  t.equal([...draftState.entities.values()][0]?.text, undefined, 'the event has a part of the state')
  t.ok(isRepetition(target, draftState))
  t.notOk(isRepetition(undefined, draftState))
  t.notOk(isRepetition(targetOf(DELIVERY, { ...arrived, key: ['in again'] }), draftState))
  const former = targetOf(DELIVERY, { ...arrived, key: ['new'], formerKey: ['in'] })
  t.ok(isRepetition(former, draftState), 'an earlier version had another key for it')
})

t.test('a fact without a state', async (t) => {
  const reading: Fact = { ...STAY, kind: 'task', type: 'task.created', key: ['k'], data: { task: { a: 1 } } }
  const { event, isStale, cost, work } = draft(emptyDraftState(), reading)
  t.strictSame(event?.data, { before: '{"task":{"a":1}}', state: null, after: '' })
  t.strictSame([event?.type, event?.key, event?.subject], ['task.created', keyOf(DELIVERY, reading), 'task/r'])
  t.strictSame([isStale, cost, work], [false, 16, 16])
})

t.test('a creation that a state has reported is no second event', async (t) => {
  const created: Fact = { ...STAY, type: 'reservation.created', key: ['c'], data: { reservation: { status: 'a' } } }
  const draftState = emptyDraftState()
  draft(draftState, stay({ status: 'a' }))
  t.equal(draft(draftState, created).event, undefined)
  t.equal(draft(draftState, { ...created, data: { reservation: { status: 'b' } } }).event?.type, 'reservation.updated')
  t.equal(draft(emptyDraftState(), created).event?.type, 'reservation.created')
})

t.test('a state whose key its entity has seen changes nothing, unless it is replayed', async (t) => {
  const draftState = emptyDraftState()
  const keyed = { ...stay({ status: 'a' }), key: ['k'] }
  t.equal(draft(draftState, keyed).event?.type, 'reservation.created')
  t.equal(draft(draftState, stay({ status: 'b' })).event?.type, 'reservation.updated')
  const { cost, work, ...again } = draft(draftState, keyed)
  t.strictSame(again, { isStale: false })
  t.equal(cost, work)
  t.equal(draft(draftState, keyed, { isReplayed: true }).event?.type, 'reservation.updated')
})

t.test('a replayed state that its event has reported becomes nothing', async (t) => {
  const draftState = emptyDraftState()
  const earlier = { reservation: { status: 'a', note: 'x' } }
  const { cost, work, ...same } = draft(draftState, stay({ status: 'a' }), { earlier })
  t.strictSame(same, { isStale: false })
  t.equal(cost, work)
  t.equal(draftState.entities.size, 0)
  t.equal(draft(draftState, stay({ status: 'b' }), { earlier }).event?.type, 'reservation.created')
})

t.test('a replayed state leaves what other deliveries changed since, and when', async (t) => {
  const draftState = emptyDraftState()
  draft(draftState, stay({ status: 'a', note: 'x' }))
  const delivery = { ...DELIVERY, receivedAt: '2026-11-25T00:00:00.000Z' }
  const late = { before: { status: 'old' } }
  const { isStale, event } = draft(draftState, stay({ status: 'b', extra: 'new' }), { delivery, late })
  t.strictSame(
    [isStale, event && Object(dataOf({ event }))['reservation']],
    [true, { status: 'a', note: 'x', extra: 'new' }]
  )
  const [entity] = draftState.entities.values()
  t.equal(entity?.row.updatedAt, DELIVERY.receivedAt)
  draft(draftState, stay({ extra: 'newer' }), { delivery })
  t.equal([...draftState.entities.values()][0]?.row.updatedAt, delivery.receivedAt)
})

t.test('a record that was fetched: a baseline is no event, and only a new one is a creation', async (t) => {
  const fetched = { since: '2026-11-20T00:00:00.000Z', isBaseline: false }
  const created = (at: string, part: Partial<State> = {}) =>
    draft(emptyDraftState(), {
      ...stay({ status: 'a' }),
      fetched,
      moments: { 'reservation.created': at },
      ...part
    }).event?.type
  t.equal(created('2026-11-20T00:00:00.000Z'), 'reservation.created')
  t.equal(created('2026-11-19T23:59:59.000Z'), 'reservation.updated')
  t.equal(created('2026-11-10T00:00:00.000Z', { time: '2026-11-10T00:00:04.999Z' }), 'reservation.created')
  t.equal(created('2026-11-10T00:00:00.000Z', { time: '2026-11-10T00:00:05.000Z' }), 'reservation.updated')
  t.equal(created('2026-11-10T00:00:00.000Z', { fetched: undefined }), 'reservation.created', 'a webhook')
  t.equal(created('2026-11-10T00:00:00.000Z', { moments: {} }), 'reservation.created', 'no moment is known')
  const checkedIn = { 'guest.checked_in': '2026-11-10T00:00:00.000Z' }
  t.equal(created('', { data: { reservation: { status: 'checked_in' } }, moments: checkedIn }), 'guest.checked_in')
  const hydrated = draft(emptyDraftState(), { ...stay({ status: 'a' }), fetched }).event?.hydrated
  t.equal(hydrated, true)

  const draftState = emptyDraftState()
  const { cost, work, ...baseline } = draft(draftState, {
    ...stay({ status: 'a' }),
    fetched: { ...fetched, isBaseline: true }
  })
  t.strictSame(baseline, { isStale: false })
  t.strictSame([cost, work], [30, 30])
  t.equal(draft(draftState, stay({ status: 'b' })).event?.type, 'reservation.updated', 'it is stored')
})

t.test('the first whole record of an entity that was only named is its creation', async (t) => {
  const fetched = { since: EARLIER, isBaseline: false }
  const after = (state: JsonObject, part: Partial<State>) => {
    const draftState = emptyDraftState()
    draft(draftState, stay(state))
    return draft(draftState, { ...stay({ status: 'a' }), ...part }).moved?.before
  }
  t.equal(after({ externalId: 'r', source: 'mews' }, { fetched }), undefined)
  t.strictSame(after({ externalId: 'r', source: 'mews' }, {}), { externalId: 'r', source: 'mews' })
  t.strictSame(after({ externalId: 'r', note: 'x' }, { fetched }), { externalId: 'r', note: 'x' })
})

t.test('an event names the hotel of its entity, if the id alone finds it', async (t) => {
  const propertyOf = (first: Partial<State>, second: Partial<State>) => {
    const draftState = emptyDraftState()
    draft(draftState, { ...stay({ status: 'a' }), isGlobal: true, ...first })
    return draft(draftState, { ...stay({ status: 'b' }), isGlobal: true, ...second }).event?.property
  }
  t.equal(propertyOf({ property: 'p' }, {}), 'p')
  t.equal(propertyOf({ property: 'p' }, { property: 'q' }), 'q')
  t.equal(propertyOf({}, { property: 'q' }), 'q')
  t.equal(propertyOf({}, {}), null)
  const draftState = emptyDraftState()
  const rowOf = (part: Partial<State>) => {
    draft(draftState, { ...stay({ status: 'a' }), isGlobal: true, ...part })
    return [...draftState.entities.values()][0]?.row.property
  }
  t.strictSame([rowOf({}), rowOf({ property: 'q\0' }), rowOf({ property: 'r' })], [null, 'q\u2400', 'q\u2400'])
})

t.test('in a crowded delivery an event has only what its reading reports', async (t) => {
  const draftState = emptyDraftState()
  draft(draftState, stay({ status: 'a', note: 'x' }))
  const crowded = draft(draftState, stay({ status: 'b' }), { isCrowded: true })
  t.strictSame(dataOf(crowded), { reservation: { status: 'b' }, omitted: [{ path: '/reservation', bytes: 0 }] })
  t.strictSame(crowded.moved?.after, { status: 'b', note: 'x' })
})

t.test('the cost: bytes of JSON, and fields that are visited', async (t) => {
  const draftState = emptyDraftState()
  const costs = ({ cost, work }: DraftedEvent) => [cost, work]
  // {"status":"a"} is serialized once, beside {}.
  t.strictSame(costs(draft(draftState, stay({ status: 'a' }))), [30 + 1, 30 + 1])
  const rest = ',"changes":[{"path":"/status","before":"a","after":"b"}]}'
  t.strictSame(costs(draft(draftState, stay({ status: 'b' }))), [30 + rest.length, 30 + rest.length + 32])
  t.strictSame(costs(draft(draftState, stay({ status: 'b' }))), [30, 62])
  const status: Fact = {
    source: 'twilio',
    kind: 'message',
    id: 'm',
    type: 'message.status_changed',
    data: { status: { status: 'sent' } }
  }
  const { cost, work } = draft(emptyDraftState(), status)
  t.equal(work - cost, 32)
})

t.test('what PostgreSQL cannot store is replaced in the state, too', async (t) => {
  const draftState = emptyDraftState()
  draft(draftState, { ...stay({ note: 'a\0' }), time: EARLIER })
  t.strictSame([...draftState.entities.values()][0]?.row.state, { note: 'a\u2400' })
})

t.test('the fields of nested objects that a reading reports are visited', async (t) => {
  const draftState = emptyDraftState()
  const visited = (state: JsonObject) => {
    const { cost, work } = draft(draftState, stay(state))
    return (work - cost) / 32
  }
  visited({ guest: { phone: '1', email: 'x', extra: { a: 1 } }, status: 'a', rooms: { b: 1 } })
  t.equal(visited({ guest: { phone: '2' } }), 3 + 3)
  t.equal(visited({ guest: { extra: { c: 1 } }, status: 'a' }), 3 + 3 + 2)
  t.equal(visited({ status: 'b' }), 3)
  t.equal(visited({ status: {} }), 3)
})

t.test('a status of a message', async (t) => {
  const draftState = emptyDraftState()
  const status = (word: string): Fact => ({
    ...{ source: 'twilio', kind: 'message', id: 'm', type: 'message.status_changed', key: ['s', word] },
    data: { status: { status: word } }
  })
  const first = draft(draftState, status('sent'))
  t.strictSame(
    [first.event?.type, first.isStale, dataOf(first)],
    ['message.status_changed', false, { status: { status: 'sent' } }]
  )
  draft(draftState, { ...status('queued'), property: 'p' })
  draft(draftState, status('queued'))
  const [entity, other] = draftState.entities.values()
  t.strictSame([entity?.row.property, other?.row.property], [null, 'p'])
  t.strictSame([entity?.row.kind, entity?.row.externalId, entity?.row.state], ['message', 'm', {}])
  t.strictSame(entity?.statuses?.state(), { status: 'sent', statuses: { sent: {}, queued: {} } })
  t.notOk(isRepetition(targetOf(DELIVERY, status('sent')), draftState), 'a repetition does no harm')
})

function stay(reservation: JsonObject): State {
  return { ...STAY, data: { reservation } }
}

function draft(
  draftState: DraftState,
  reading: Fact | State,
  { isCrowded = false, ...more }: Partial<Item> & { isCrowded?: boolean } = {}
): DraftedEvent {
  const target = targetOf(DELIVERY, reading)
  const data = readData(reading, target?.field, 0, LIMITS.ledger)
  if (data === undefined) throw new Error('the reading is too large')
  const item = { delivery: DELIVERY, reading, target, ...more }
  return draftEvent(item, data, draftState, { isCrowded, dataBytes: LIMITS.ledger.dataBytes })
}

function dataOf({ event }: { event?: NewEvent }): unknown {
  const { before = '', state = '', after = '' } = event?.data ?? {}
  return JSON.parse(`${before}${state ?? ''}${after}`)
}
