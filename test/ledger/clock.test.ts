import t from 'tap'
import { boundedClock, clockAt, dropMembers, latestMembers } from '../../src/ledger/clock.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()

t.test('a field has its own time, or that of the nearest object around it', async (t) => {
  const clock = { guest: at(1), 'guest/extra': at(2), 'guest/extra/a/b': at(3) }
  t.equal(clockAt(clock, 'guest/extra/a/b'), at(3))
  t.equal(clockAt(clock, 'guest/extra/a/c'), at(2))
  t.equal(clockAt(clock, 'guest/phone'), at(1))
  t.equal(clockAt(clock, 'status'), undefined)
  t.equal(clockAt(clock, 'rooms/1'), undefined)
  t.equal(clockAt({}, 'toString'), undefined)
})

t.test('members that were reported after a time', async (t) => {
  const clock = { 'guest/a': at(1), 'guest/b/c': at(2), 'guest/b/d': at(3), 'guests/e': at(9), guest: at(9) }
  t.strictSame([...latestMembers(clock, 'guest', at(1))], ['b'])
  t.strictSame([...latestMembers(clock, 'guest', at(0))], ['a', 'b'])
  t.strictSame([...latestMembers(clock, 'guest', at(3))], [])
})

t.test('entries of members are dropped, up to a time or all', async (t) => {
  const clock = { guest: at(1), 'guest/a': at(1), 'guest/b': at(2), 'guest/c': at(3), guests: at(1) }
  dropMembers(clock, 'guest', at(2))
  t.strictSame(clock, { guest: at(1), 'guest/c': at(3), guests: at(1) })
  dropMembers(clock, 'guest', undefined)
  t.strictSame(clock, { guest: at(1), guests: at(1) })
})

t.test('a clock that is too large has one time for each field, the latest', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 1_999 }, (_, n) => [`extra/${n}`, at(n % 50)]))
  const fits = { ...many, status: at(7) }
  t.equal(boundedClock(fits), fits)
  t.strictSame(boundedClock({ ...fits, 'status/x': at(3) }), { extra: at(49), status: at(7) })

  const long = 'x'.repeat(32 * 1024 - 1)
  const most = { [`a/${long.slice(1)}`]: at(1), [`b/${long.slice(1)}`]: at(2) }
  t.equal(boundedClock(most), most)
  t.strictSame(boundedClock({ ...most, c: at(3) }), { a: at(1), b: at(2), c: at(3) })
})
