import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { isCalendarDate, isInstant } from '../../../schemas/common.ts'
import { EVENT_DATA } from '../../../schemas/event-data.ts'
import { EVENT } from '../../../src/api/examples.ts'
import { eventSchemaFiles } from '../../../src/api/reference/event-schemas.ts'
import { buildTestApp } from '../../support/test-app.ts'

t.test('the schemas of all event types are public', async (t) => {
  const { app } = await buildTestApp(t)
  const list = await app.inject('/schemas/events')
  t.equal(list.statusCode, 200)
  const { version, types, ...rest } = list.json()
  t.strictSame([version, rest], ['1.0.0', {}])
  t.strictSame(Object.keys(types).sort(), Object.keys(EVENT_DATA).sort())
  t.equal(types['message.received'], '/schemas/events/1/message.received.json')

  const formats = { date: isCalendarDate, 'date-time': isInstant }
  for (const [type, path] of Object.entries<string>(types)) {
    const reply = await app.inject(path)
    t.equal(reply.statusCode, 200, path)
    t.equal(reply.headers['content-type'], 'application/schema+json')
    const schema = reply.json()
    t.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema')
    t.equal(schema.$id, `urn:bellhook:event:v1:${type}`)
    // test/schemas/events.test.ts checks all events of the fixtures against these.
    t.strictSame(schema, JSON.parse(JSON.stringify(eventSchemaFiles().get(type))), path)
    // Each schema stands alone.
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true, formats }).compile(schema)
    t.equal(fits(EVENT), type === EVENT.type, `an event of type ${EVENT.type} fits the schema of ${type}`)
  }
})

t.test('there is no schema of another name', async (t) => {
  const { app } = await buildTestApp(t)
  for (const name of [
    'message.received',
    'spa.booked.json',
    'event.json',
    '..%2F..%2Fpackage.json',
    'constructor.json'
  ]) {
    const reply = await app.inject(`/schemas/events/1/${name}`)
    t.equal(reply.statusCode, 404, name)
    t.equal(reply.json().error.code, 'NOT_FOUND')
  }
})
