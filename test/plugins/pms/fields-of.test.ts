import t from 'tap'
import { fieldsOf } from '../../../plugins/pms/fields-of.ts'
import { dayOf, instantOf } from '../../../plugins/pms/instants.ts'
import { createProblemList } from '../../../plugins/pms/problem-list.ts'
import { staySpan } from '../../../plugins/pms/stay-span.ts'
import { wholePaths } from '../../../plugins/pms/whole-paths.ts'
import { MOST_READINGS } from '../../../schemas/collect.ts'

t.test('an instant is read in each form that vendors send', async (t) => {
  for (const [value, expected] of [
    ['2026-05-01T10:00:00Z', '2026-05-01T10:00:00.000Z'],
    ['2026-05-01T10:00:00+0200', '2026-05-01T08:00:00.000Z'],
    ['2026-05-01T10:00:00+02', '2026-05-01T08:00:00.000Z'],
    ['2026-05-01 10:00:00.123456Z', '2026-05-01T10:00:00.123456Z'],
    ['2026-05-01T10:00Z', '2026-05-01T10:00:00.000Z'],
    [1777629600, '2026-05-01T10:00:00.000Z'],
    [1777629600000, '2026-05-01T10:00:00.000Z'],
    ['1777629600.25', '2026-05-01T10:00:00.250Z'],
    ['1777629600000', '2026-05-01T10:00:00.000Z'],
    ['2026-05-01T10:00:00', undefined],
    ['2026-02-30T10:00:00Z', undefined],
    ['soon', undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    ['9'.repeat(30), undefined]
  ] as const)
    t.equal(instantOf(value), expected, String(value))
})

t.test('a local time has the offset that its zone had then', async (t) => {
  for (const [local, zone, expected] of [
    ['2026-01-15 12:00:00', 'Europe/Lisbon', '2026-01-15T12:00:00.000Z'],
    ['2026-07-15 12:00', 'Europe/Lisbon', '2026-07-15T11:00:00.000Z'],
    ['2026-07-15T12:00:00', 'Asia/Kathmandu', '2026-07-15T06:15:00.000Z'],
    ['2026-07-15T12:00:00', 'Pacific/Kiritimati', '2026-07-14T22:00:00.000Z'],
    // The clock goes back at 03:00: 02:30 comes twice, and the first one is meant.
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 03:30:00', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['2026-07-15T12:00:00Z', 'Europe/Berlin', '2026-07-15T12:00:00.000Z']
  ] as const)
    t.equal(instantOf(local, zone), expected, `${local} ${zone}`)
})

t.test('times with and without a zone are put in one order', async (t) => {
  const object = {
    none: '2026-05-01 10:00:00',
    utc: '2026-05-01T10:00:00Z',
    other: '2026-05-01T12:00:00.5+02:00',
    odd: 7
  }
  const problems = createProblemList()
  const fields = fieldsOf(object, '', problems)
  t.strictSame(
    ['none', 'utc', 'other', 'odd', 'gone'].map((name) => fields.order(name)),
    ['2026-04-30T20:00:00.000Z', '2026-04-30T20:00:00.000Z', '2026-04-30T20:00:00.500Z', undefined, undefined]
  )
  t.strictSame(
    problems.end().map(({ path }) => path),
    ['/odd']
  )
})

t.test('a day is the local one', async (t) => {
  for (const [value, zone, expected] of [
    ['2026-06-01', undefined, '2026-06-01'],
    ['2026-06-01T00:00:00', undefined, '2026-06-01'],
    ['2026-06-01T00:00:00Z', undefined, '2026-06-01'],
    ['2026-06-01T15:00:00+02:00', undefined, '2026-06-01'],
    ['2026-06-01T22:30:00Z', 'Europe/Madrid', '2026-06-02'],
    ['2026-06-01T22:30:00Z', undefined, undefined],
    ['2026-02-30', undefined, undefined],
    ['2026-06-01 noon', undefined, undefined]
  ] as const)
    t.equal(dayOf(value, zone), expected, value)
})

t.test('each helper returns the value, or leaves it out and reports a problem at its path', async (t) => {
  const object = {
    id: '0012',
    number: 7,
    large: 2 ** 53 + 2,
    none: 'undefined',
    blank: ' ',
    price: '12.5',
    currency: 'jpy',
    cents: 1250,
    count: '2',
    list: [{ a: 1 }, 7],
    inner: { name: 'x' },
    json: '{"deep":{"id":1}}',
    word: 'off',
    nothing: null,
    'a/b': {}
  }
  const problems = createProblemList()
  const fields = fieldsOf(object, '/at', problems)
  t.strictSame(
    [fields.id('id'), fields.id('number'), fields.id('large'), fields.id('blank'), fields.id('gone')],
    ['0012', '7', '9007199254740994', undefined, undefined]
  )
  t.strictSame(fields.id('none'), undefined)
  t.strictSame(
    [fields.text('number'), fields.text('blank'), fields.text('nothing'), fields.text('gone')],
    ['7', null, null, undefined]
  )
  t.strictSame(fields.money('price', 'currency'), { amount: '12.5', currency: 'JPY' })
  t.strictSame(fields.money('cents', { code: 'EUR' }, { isMinor: true }), { amount: '12.50', currency: 'EUR' })
  t.strictSame(fields.money('cents', 'currency', { isMinor: true }), { amount: '1250', currency: 'JPY' })
  t.strictSame(fields.money('cents', { code: 'KWD' }, { isMinor: true }), { amount: '1.250', currency: 'KWD' })
  t.strictSame(fields.money('price', 'gone'), undefined)
  t.strictSame([fields.count('count'), fields.count('word')], [2, undefined])
  t.strictSame(
    fields.list('list').map(({ path }) => path),
    ['/at/list/0']
  )
  t.strictSame([fields.in('inner').text('name'), fields.in('gone').in('deeper').text('name')], ['x', undefined])
  t.strictSame(fields.embedded('json').in('deep').id('id'), '1')
  t.strictSame(fields.status('word', { off: 'cancelled' }), { status: 'cancelled', sourceStatus: 'off' })
  t.strictSame(fields.status('word', {}), { status: undefined, sourceStatus: 'off' })
  t.strictSame(fields.known('word', { on: 1 }), undefined)
  t.strictSame(fields.status('word', { constructor: 'x' }).status, undefined)
  t.strictSame(fields.day('a/b'), undefined)
  t.strictSame(
    problems.end().map(({ path }) => path),
    ['/at/none', '/at/gone', '/at/count'.replace('count', 'word'), '/at/list/1', '/at/word', '/at/a~1b']
  )
  t.notMatch(JSON.stringify(problems.end()), '0012')
})

t.test('what a field means that is missing is declared', async (t) => {
  const problems = createProblemList()
  const empty = fieldsOf({}, '', problems, { absent: 'empty' })
  t.strictSame(
    [empty.text('a'), empty.count('a'), empty.in('a').text('b'), empty.id('a')],
    [null, null, null, undefined]
  )
  const spelled = fieldsOf({ PropertyID: 4 }, '', problems).ignoringCase()
  t.strictSame([spelled.id('propertyId'), spelled.rest()], ['4', undefined])
  t.strictSame(problems.end(), [])
})

t.test('a list is bounded, and problems are', async (t) => {
  const problems = createProblemList()
  const many = fieldsOf({ list: Array.from({ length: MOST_READINGS + 5 }, () => ({})) }, '', problems)
  t.equal(many.list('list').length, MOST_READINGS)
  const odd = fieldsOf({ list: Array.from({ length: 1_000 }, () => 1) }, '', problems)
  t.equal(odd.list('list').length, 0)
  t.equal(problems.end().length, 51)
})

t.test('the object that a reading is about has an id, and a word costs no problem', async (t) => {
  const problems = createProblemList()
  const payload = { event: 7, name: 'x', booking: { id: '', number: 'B-1' }, guest: {}, room: 'R-1', other: { id: 5 } }
  const fields = fieldsOf(payload, '', problems)
  t.equal(fields.entity('other', 'id')?.id, '5')
  t.equal(fields.entity('booking', 'id', 'number')?.fields.path, '/booking')
  for (const name of ['guest', 'room', 'gone']) t.equal(fields.entity(name, 'id'), undefined, name)
  t.strictSame([fields.word('event'), fields.word('name'), fields.word('gone')], [null, 'x', null])
  t.strictSame(fields.rest(), { event: 7, name: 'x' }, 'words stay part of the rest')
  t.strictSame(
    problems.end().map(({ path, problem }) => `${path} ${problem}`),
    ['/booking/id is missing', '/guest/id is missing', '/room is not an object', '/gone is missing']
  )
})

t.test('a person is read from the fields that are named', async (t) => {
  const problems = createProblemList()
  const guest = { uid: 12, name: 'Ada Roy', mail: 'ada@example.com', tel: '+46 70 123', lang: 'not a language!' }
  const fields = fieldsOf(guest, '/guest', problems)
  const names = { id: 'uid', full: 'name', email: 'mail', phone: 'tel', language: 'lang' }
  t.strictSame(fields.person(names), {
    externalId: '12',
    firstName: null,
    lastName: 'Ada Roy',
    email: 'ada@example.com',
    phone: '+46 70 123',
    language: undefined
  })
  t.strictSame(fields.rest(), undefined)
  t.strictSame(
    problems.end().map(({ path }) => path),
    ['/guest/lang']
  )
  const none = fieldsOf({}, '', createProblemList(), { absent: 'empty' })
  t.strictSame(none.person({ first: 'first', email: 'email' }), {
    externalId: undefined,
    firstName: null,
    lastName: null,
    email: null,
    phone: undefined,
    language: undefined
  })
})

t.test('a message is read from the fields that are named', async (t) => {
  const problems = createProblemList()
  const fields = fieldsOf({ id: 7, body: ' Hi  there ', by: 'Ada', stay: {} }, '', problems)
  t.strictSame(fields.message('inbound', { id: 'id', text: 'body', from: 'by', reservation: 'stay' }), {
    externalId: '7',
    direction: 'inbound',
    from: 'Ada',
    to: null,
    text: ' Hi  there ',
    conversationId: undefined,
    reservationId: undefined
  })
  t.strictSame(
    problems.end().map(({ path }) => path),
    ['/stay']
  )
})

t.test('several stays are one span', async (t) => {
  const stays = [{ from: '2026-06-03', to: '2026-06-05' }, { from: '2026-06-01', to: '2026-06-03' }, { from: 'soon' }]
  const problems = createProblemList()
  const list = fieldsOf({ stays }, '', problems).list('stays')
  t.strictSame(staySpan(list, 'from', 'to'), { arrivalDate: '2026-06-01', departureDate: '2026-06-05' })
  t.strictSame(staySpan([], 'from', 'to'), { arrivalDate: undefined, departureDate: undefined })
  t.strictSame(
    problems.end().map(({ path }) => path),
    ['/stays/2/from']
  )
})

t.test('each member of an object can be reported whole', async (t) => {
  const entity = { extra: { 'a/b': { x: 1 }, c: 2 }, guest: { extra: { '~d': 3 } }, notes: [] }
  t.strictSame(wholePaths(['extra', 'extra/*', 'guest/extra/*', 'gone/*', 'notes/*'], entity), [
    ...['extra', 'extra/a~1b', 'extra/c', 'guest/extra/~0d']
  ])
  t.strictSame(wholePaths(['extra/*'], null), [])
})
