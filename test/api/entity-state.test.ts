import t from 'tap'
import { buildTestApp } from '../support/test-app.ts'

t.test('a state that is larger than a page is answered whole, as it is stored', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { pageBytes: 10_000, answersBytes: 20_000 } } })
  const guest = { externalId: 'g', source: 'acme', lastName: 'Sato', notes: 'é'.repeat(60_000) }
  await app.post('/webhooks/pms/guests', JSON.stringify(guest))
  for (let times = 0; times < 3; times++) {
    const reply = await app.get('/api/guests/acme/g')
    t.equal(reply.statusCode, 200)
    const { updatedAt, events, state, ...about } = reply.json()
    t.strictSame(about, { kind: 'guest', channel: 'pms', source: 'acme', id: 'g' })
    t.match(updatedAt, /Z$/)
    t.equal(events.length, 1)
    t.equal(state.notes, guest.notes)
  }
})

t.test('an id that several properties use is answered with some of their names', async (t) => {
  const app = await buildTestApp(t)
  for (let n = 0; n < 30; n++) {
    const guest = { externalId: 'g', source: 'acme', lastName: 'Sato', propertyId: `h${n}` }
    await app.post('/webhooks/pms/guests', JSON.stringify(guest))
  }
  const reply = await app.get('/api/guests/acme/g')
  t.equal(reply.statusCode, 409)
  t.equal(reply.json().error.message.match(/h\d+/g).length, 20)
  t.equal((await app.get('/api/guests/acme/g?property=h7')).json().property, 'h7')
  t.strictSame((await app.get('/api/guests/acme/g?property=h7&property=h8')).json().error.details.errors, [
    { path: '/property', message: 'must be one value, not empty and without U+0000' }
  ])
})
