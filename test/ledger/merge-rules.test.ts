import t from 'tap'
import type { Json, JsonObject, State } from '../../schemas/reading.ts'
import { applyReading, type EntityState } from '../../src/ledger/state.ts'

// Each rule by an example. `merge.test.ts` has what holds for any order of reports.

const RECEIVED = '2026-11-24T00:00:00.000Z'

t.test('an object that is reported in full keeps only members that were reported later', async (t) => {
  const first = apply(undefined, { extra: { x: 'a', y: 'b', 'u/v': 'c' } }, 1)
  const second = apply(first, { extra: { x: 'c', 'u/v': 'd' } }, 5)
  t.strictSame(apply(second, { extra: { z: 'd' } }, 3, { whole: ['extra'] }), {
    state: { extra: { z: 'd', x: 'c', 'u/v': 'd' } },
    clock: { extra: at(3), 'extra/x': at(5), 'extra/u~1v': at(5) },
    stale: true
  })
  t.strictSame(apply(second, { extra: { z: 'd' } }, 5, { whole: ['extra'] }), {
    state: { extra: { z: 'd' } },
    clock: { extra: at(5) },
    stale: false
  })
  t.strictSame(apply(second, { extra: { z: 'd' } }, undefined, { whole: ['extra'] }).state, { extra: { z: 'd' } })
  const full = apply(undefined, { extra: { x: 'a' } }, 3, { whole: ['extra'] })
  t.strictSame(full, { state: { extra: { x: 'a' } }, clock: { extra: at(3) }, stale: false })
  t.strictSame(apply(full, { extra: { x: 'b' } }, 2), { ...full, stale: true }, 'its time is that of its members')
  t.strictSame(apply(full, { extra: { x: 'a' } }, 2), full, 'an older report of the same is not stale')
})

t.test('a field keeps the latest of its times', async (t) => {
  const first = apply(undefined, { status: 'a' }, 5)
  t.strictSame(apply(first, { status: 'b' }, 5), { state: { status: 'b' }, clock: { status: at(5) }, stale: false })
  t.strictSame(apply(first, { status: 'b' }, 4), { ...first, stale: true })
  t.strictSame(apply(first, { status: 'b' }), { state: { status: 'b' }, clock: { status: at(5) }, stale: false })
  t.strictSame(apply(first, { status: 'a' }, 6), { state: { status: 'a' }, clock: { status: at(6) }, stale: false })
  t.strictSame(apply({ state: {}, clock: {} }, { toString: 'x' }, 1).clock, { toString: at(1) })
})

t.test('a default fills a field without a value, and nothing else', async (t) => {
  const first = apply(undefined, { status: 'a', guest: { email: 'x', phone: null } }, 1, { assumed: ['guest/phone'] })
  t.strictSame(first.clock, { status: at(1), 'guest/email': at(1) })
  const second = apply(first, { status: 'b', guest: { email: null, language: null } }, 2, {
    assumed: ['guest/email', 'guest/language']
  })
  t.strictSame(second.state, { status: 'b', guest: { email: 'x', phone: null, language: null } })
})

t.test('a clock from before members had times of their own holds for all of them', async (t) => {
  const stored = { state: { guest: { phone: '1', email: 'x' } }, clock: { guest: at(5) } }
  t.strictSame(apply(stored, { guest: { phone: '2' } }, 4).state, stored.state)
  const after = apply(stored, { guest: { phone: '2' } }, 6)
  t.strictSame(after.state, { guest: { phone: '2', email: 'x' } })
  t.strictSame(after.clock, { guest: at(5), 'guest/phone': at(6) })
})

t.test('another guest replaces the one before, with all fields', async (t) => {
  const first = apply(undefined, { guest: { externalId: 'a', phone: '1', extra: { x: 1 } } }, 2)
  t.strictSame(apply(first, { guest: { externalId: 'b', email: 'x' } }, 3), {
    state: { guest: { externalId: 'b', email: 'x' } },
    clock: { 'guest/externalId': at(3), 'guest/email': at(3) },
    stale: false
  })
  t.strictSame(apply(first, { guest: { externalId: 'b' } }, 1), { ...first, stale: true })
  t.strictSame(
    apply(first, { guest: { externalId: 'a', email: 'x' } }, 3).state['guest'],
    { externalId: 'a', phone: '1', extra: { x: 1 }, email: 'x' },
    'the same guest'
  )
  t.strictSame(apply(first, { guest: { externalId: null, email: 'x' } }, 3).state['guest'], {
    externalId: null,
    phone: '1',
    extra: { x: 1 },
    email: 'x'
  })
})

t.test('an id makes no other guest of a guest without one', async (t) => {
  const first = apply(undefined, { guest: { phone: '1' } }, 2)
  t.strictSame(apply(first, { guest: { externalId: 'b' } }, 3).state['guest'], { phone: '1', externalId: 'b' })
})

t.test('the times of another guest go down to the sixteenth level', async (t) => {
  const first = apply(undefined, { guest: { externalId: 'a' } }, 2)
  const { clock } = apply(first, { guest: { externalId: 'b', ...inside(15, { w: 1 }) } }, 3)
  t.strictSame(clock, { 'guest/externalId': at(3), [`guest${'/x'.repeat(15)}`]: at(3) })
})

t.test('lists of items with ids are merged item by item, and other lists are replaced', async (t) => {
  const rooms = [{ externalId: 'a', status: 'x', floor: '1' }, { externalId: 'b' }]
  const after = (first: Json, second: Json) => {
    const stored = apply(undefined, { rooms: first }, 1)
    const { state, clock } = apply(stored, { rooms: second }, 2)
    return [state['rooms'], clock]
  }
  t.strictSame(after(rooms, [{ externalId: 'a', status: 'y' }, { externalId: 'c/d' }]), [
    [{ externalId: 'a', status: 'y', floor: '1' }, { externalId: 'b' }, { externalId: 'c/d' }],
    {
      'rooms/a/externalId': at(2),
      'rooms/a/status': at(2),
      'rooms/a/floor': at(1),
      'rooms/b/externalId': at(1),
      'rooms/c~1d/externalId': at(2)
    }
  ])
  t.strictSame(after(null, [{ externalId: 'a' }])[0], [{ externalId: 'a' }])
  const many = Array.from({ length: 1_001 }, (_, n) => ({ externalId: String(n) }))
  for (const list of [
    [],
    ['a'],
    [{ name: 'a' }],
    [{ externalId: 1 }],
    [{ externalId: 'a' }, { externalId: 'a' }],
    many
  ]) {
    t.strictSame(after(rooms, list)[0], list)
    if (list.length > 0) t.strictSame(after(list, rooms)[0], rooms)
  }
  t.strictSame(after('none', rooms)[0], rooms)
  const thousand = many.slice(1)
  t.strictSame(after(thousand, [{ externalId: 'x' }])[0], [...thousand, { externalId: 'x' }])
})

t.test('an item that a later full list left out stays out', async (t) => {
  const first = apply(undefined, { rooms: [{ externalId: 'a' }] }, 5, { whole: ['rooms'] })
  t.strictSame(apply(first, { rooms: [{ externalId: 'b' }] }, 3), { ...first, stale: true })
  const none = apply(undefined, { rooms: null }, 5)
  t.strictSame(apply(none, { rooms: [{ externalId: 'b' }] }, 3), { ...none, stale: true })
  const items = apply(undefined, { rooms: [{ externalId: 'a' }] }, 5)
  t.strictSame(apply(items, { rooms: ['x'] }, 3).state, { rooms: ['x'] }, 'times of items say nothing of another list')
  const empty = apply(undefined, { rooms: [] }, 5)
  t.strictSame(apply(empty, { rooms: [{ externalId: 'b' }] }, 3).state, { rooms: [] })
})

t.test('objects are merged down to the sixteenth level', async (t) => {
  const merged = (first: JsonObject, second: JsonObject) => apply(apply(undefined, first, 1), second, 2).state
  t.strictSame(merged(inside(15, { d: 1 }), inside(15, { e: 2 })), inside(15, { d: 1, e: 2 }))
  t.strictSame(merged(inside(16, { f: 1 }), inside(16, { g: 2 })), inside(16, { g: 2 }))
  const deep = (levels: number, c: JsonObject) => ({ rooms: [{ externalId: 'a', ...inside(levels, c) }] })
  t.strictSame(merged(deep(14, { c: 1 }), deep(14, { d: 2 })), deep(14, { c: 1, d: 2 }))
  t.strictSame(merged(deep(15, { c: 1 }), deep(15, { d: 2 })), deep(15, { d: 2 }))
  t.strictSame(merged({ a: 'x' }, { a: { b: 1 } }), { a: { b: 1 } })
  t.strictSame(apply(apply(undefined, { a: 'x' }, 1), { a: { b: 1 } }, 2).clock, { a: at(2) })
  t.strictSame(apply(apply(undefined, { a: null }, 1), { a: { b: 1 } }, 2).clock, { a: at(1), 'a/b': at(2) })
  t.strictSame(apply(apply(undefined, { a: 1 }, 1), { guest: { phone: undefined } }, 2).state, { a: 1, guest: {} })
  t.strictSame(merged({ a: { b: 1 } }, { a: 'x' }), { a: 'x' })
  t.strictSame(merged({ a: { b: 1 } }, { a: null }), { a: null })
  t.strictSame(merged({ a: null }, { a: { b: 1 } }), { a: { b: 1 } })
  t.strictSame(merged({ a: 1 }, { b: {} }), { a: 1, b: {} })
  const cleared = apply(undefined, { a: null }, 5)
  t.strictSame(apply(cleared, { a: { b: 1 } }, 3), { ...cleared, stale: true })
})

t.test('a replayed delivery changes what nobody else has reported since', async (t) => {
  const late = (stored: EntityState, fields: JsonObject, then: JsonObject, time?: number) =>
    applyReading(stored, readingOf(fields, time), RECEIVED, { before: then })
  const stored = { state: { status: 'b', guest: { phone: '1' } }, clock: {} }
  t.strictSame(late(stored, { status: 'c', note: 'x', guest: { phone: '2', email: 'y' } }, {}), {
    state: { status: 'b', guest: { phone: '1', email: 'y' }, note: 'x' },
    clock: {},
    stale: true
  })
  t.strictSame(late(stored, { status: 'b' }, {}), { ...stored, stale: false })
  const timed = { state: { status: 'b' }, clock: { status: at(5) } }
  t.equal(late(timed, { status: 'c' }, {}, 6).state['status'], 'c', 'the stored value is older')
  t.equal(late(timed, { status: 'c' }, {}, 5).state['status'], 'b')
  t.equal(late(timed, { status: 'c' }, { status: 'b' }, 5).state['status'], 'c', 'its own event has that value')
  t.equal(late(timed, { status: 'c' }, { status: 'b' }).state['status'], 'b', 'without a time')
  t.equal(late({ ...timed, clock: {} }, { status: 'c' }, { status: 'b' }, 6).state['status'], 'b')

  const guest = { state: { guest: { externalId: 'a', phone: '1' } }, clock: {} }
  t.strictSame(late(guest, { guest: { externalId: 'b' } }, {}), { ...guest, stale: true })
  const nested = { state: { guest: { phone: '1' } }, clock: { 'guest/phone': at(5) } }
  t.strictSame(late(nested, { guest: { phone: '2' } }, { guest: { phone: '1' } }, 5).state, { guest: { phone: '2' } })
})

t.test('a time in the future counts as the arrival, and is stored as an earlier one', async (t) => {
  const clockOf = (part: Partial<State>) =>
    applyReading(undefined, { ...readingOf({ status: 'a' }), ...part }, RECEIVED).clock['status']
  t.equal(clockOf({ time: RECEIVED }), RECEIVED)
  t.equal(clockOf({ time: '2026-11-24T00:00:10.000Z' }), '2026-11-23T23:59:50.000Z')
  t.equal(clockOf({ time: '2026-11-24T05:00:00.000Z' }), '2026-11-23T23:59:00.000Z')
  t.equal(clockOf({ time: at(1), order: '2026-11-24T00:01:00.000Z' }), '2026-11-23T23:59:00.000Z')
  t.equal(clockOf({ time: at(1), order: '2026-11-24T00:01:00.001Z' }), '2026-11-22T22:00:00.000Z')
  t.equal(clockOf({ time: at(1), order: at(2) }), at(2), 'what orders the updates')
  const zoned = (time: string, order: string) => clockOf({ time, order })
  t.equal(zoned('2026-11-24T00:00:00.000Z', '2026-11-23T10:00:00.000Z'), '2026-11-23T10:00:00.000Z')
  t.equal(zoned('2026-11-24T05:00:00.000Z', '2026-11-23T15:00:00.000Z'), '2026-11-23T09:59:00.000Z')
  const since = new Date(Date.parse(RECEIVED) - 3_600_000).toISOString()
  const fetched = { since, isBaseline: false }
  t.equal(
    clockOf({ time: '2026-11-24T05:00:00.000Z', order: '2026-11-23T15:00:00.000Z', fetched }),
    '2026-11-23T15:00:00.000Z',
    'the zone of a fetched record is assumed'
  )
  const stored = { state: { status: 'a' }, clock: { status: '2026-11-23T23:59:59.000Z' } }
  const ahead = { ...readingOf({ status: 'b' }), time: '2026-11-24T05:00:00.000Z' }
  t.strictSame(applyReading(stored, ahead, RECEIVED), { ...stored, state: { status: 'b' }, stale: false })
  t.equal(clockOf({ time: '2026-11-24T00:00:00.000400Z' }), '2026-11-24T00:00:00.000400Z')
})

t.test('a reading without a state changes nothing', async (t) => {
  const stored = { state: { status: 'a' }, clock: {} }
  t.strictSame(applyReading(stored, { ...readingOf({}), data: {} }, RECEIVED), { ...stored, stale: false })
  t.strictSame(applyReading(undefined, Object({ ...readingOf({}), kind: 'task' }), RECEIVED), {
    state: {},
    clock: {},
    stale: false
  })
  const message = { ...readingOf({}), kind: 'message', data: { status: { status: 'read' } } }
  t.strictSame(
    applyReading({ state: { status: 'sent', statuses: { sent: {} } }, clock: {} }, Object(message), RECEIVED),
    {
      state: { status: 'read', statuses: { sent: {}, read: {} } },
      clock: {},
      stale: false
    }
  )
  const fields = { status: 'a' }
  t.equal(applyReading(undefined, readingOf(fields), RECEIVED).state, fields, 'a new state is serialized once')
  t.equal(applyReading(undefined, readingOf(fields, 1), RECEIVED).state, fields)
})

function apply(
  stored: EntityState | undefined,
  fields: JsonObject,
  time?: number,
  more: Pick<State, 'whole' | 'assumed'> = {}
) {
  return applyReading(stored, { ...readingOf(fields, time), ...more }, RECEIVED)
}

function readingOf(fields: JsonObject, time?: number): State {
  const about = { source: 'test', kind: 'reservation', id: '1' } as const
  return { ...about, time: time === undefined ? undefined : at(time), data: { reservation: fields } }
}

function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
}

/** An object under so many objects: `{ x: { x: object } }`. */
function inside(levels: number, object: JsonObject): JsonObject {
  return levels === 0 ? object : { x: inside(levels - 1, object) }
}
