import { type TSchema, Type } from '@sinclair/typebox'
import t from 'tap'
import { check, MOST_VIOLATIONS } from '../../schemas/check.ts'
import { Nullable } from '../../schemas/common.ts'
import { ReservationBody } from '../../schemas/pms.ts'

t.test('of 100,000 violations the first ones are listed and the others counted', async (t) => {
  const violations = check(Type.Array(Type.Object({ id: Type.String() })))
  const value = Array.from({ length: 100_000 }, (_, at) => (at % 2 === 0 ? {} : { id: at }))
  const found = violations(value)
  t.equal(found.length, MOST_VIOLATIONS + 1)
  t.strictSame(found.slice(0, 2), [
    { path: '/0/id', message: 'is required' },
    { path: '/1/id', message: 'Expected string' }
  ])
  t.strictSame(found.at(-1), { path: '', message: 'has 99950 more violations, which are not listed' })
  t.strictSame(violations(value), found, 'and the same ones each time')
  t.strictSame(violations.first(value), found[0])
})

t.test('it counts through unions, once for each path', async (t) => {
  const Item = Type.Object({ name: Type.String(), age: Type.Optional(Type.Integer({ minimum: 0, multipleOf: 5 })) })
  const violations = check(Type.Object({ list: Type.Optional(Nullable(Type.Array(Nullable(Item)))) }))
  const list = Array.from({ length: 1000 }, () => ({ age: -1 }))
  const found = violations({ list })
  t.strictSame(found.slice(0, 2), [
    { path: '/list/0/name', message: 'is required' },
    { path: '/list/0/age', message: 'Expected integer to be greater or equal to 0' }
  ])
  t.strictSame(found.at(-1), {
    path: '',
    message: `has ${2000 - MOST_VIOLATIONS} more violations, which are not listed`
  })
})

t.test('only violations that are listed are put into words', async (t) => {
  let worded = 0
  const schema = Type.String()
  Object.defineProperty(schema, 'errorMessage', {
    get() {
      worded++
      return 'must be a text'
    }
  })
  const found = check(Type.Array(schema))(Array.from({ length: 10_000 }, () => 1))
  t.equal(found.length, MOST_VIOLATIONS + 1)
  t.equal(worded, MOST_VIOLATIONS)
})

t.test('the items of a list that is too long are not looked at', async (t) => {
  const list = Array.from({ length: 100_000 }, () => 1)
  let looks = 0
  const watched = new Proxy(list, {
    get(target, name, receiver) {
      if (typeof name === 'string' && /^\d+$/.test(name)) looks++
      return Reflect.get(target, name, receiver)
    }
  })
  const found = check(Type.Object({ list: Type.Array(Type.String(), { maxItems: 1000 }) }))({ list: watched })
  t.strictSame(found, [{ path: '/list', message: 'Expected array length to be less or equal to 1000' }])
  t.equal(looks, 0)
})

t.test('a body of the generic routes with a thousand wrong rooms', async (t) => {
  const rooms = Array.from({ length: 1000 }, () => ({ adults: 'two', roomNumber: 7 }))
  const found = check(ReservationBody)({ externalId: 'r', source: 's', guest: { externalId: 'g' }, rooms })
  t.equal(found.length, MOST_VIOLATIONS + 1)
  t.strictSame(
    found.slice(0, 5).map(({ path }) => path),
    ['/arrivalDate', '/departureDate', '/status', '/rooms/0/roomNumber', '/rooms/0/adults']
  )
  t.strictSame(found.at(-1), {
    path: '',
    message: `has ${2003 - MOST_VIOLATIONS} more violations, which are not listed`
  })
})

t.test('schemas that TypeBox has to look at as a whole', async (t) => {
  const Tree = Type.Recursive((Self) => Type.Object({ name: Type.String(), children: Type.Array(Self) }))
  const wrong = (schema: TSchema, value: unknown) => check(schema)(value)
  t.strictSame(wrong(Tree, { name: 'a', children: [{ name: 1, children: [] }] }), [
    { path: '/children/0/name', message: 'Expected string' }
  ])
  t.strictSame(wrong(Type.Record(Type.String(), Type.Integer()), { a: 1, 'b/c': 'x' }), [
    { path: '/b~1c', message: 'Expected integer' }
  ])
  t.strictSame(wrong(Type.Array(Type.Integer(), { uniqueItems: true }), [1, 1]), [
    { path: '', message: 'Expected array elements to be unique' }
  ])
  t.strictSame(wrong(Type.Object({ a: Type.Integer() }, { additionalProperties: false }), { b: 1 }), [
    { path: '/a', message: 'is required' },
    { path: '/b', message: 'is unknown; known are a' }
  ])
})
