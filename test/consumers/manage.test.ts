import t from 'tap'
import { consumerClient, idOf, startConsumers, textsOf } from '../support/consumer-client.ts'
import { managing, metaSignature, WITH_ACCOUNTS, whatsAppText } from '../support/test-accounts.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'

const VIEW = {
  ...{ name: 'butler', filter: {}, ordering: 'lane', shards: 1, ladder: [5, 30, 120, 300], deadLetter: 'after-ladder' },
  ...{ lag: { events: 0, seconds: 0 }, leases: [], parked: 0, deadLetters: 0 }
}

t.test('create, change, show, list, move, remove', async (t) => {
  const { gateway, call, write, take, ack } = await startConsumers(t)
  await write('a1 a2')
  const { cursor } = (await gateway.get('/api/events')).json()
  const first = (await gateway.get('/api/events?limit=1')).json().cursor
  t.strictSame(await call('PUT', '/butler', {}), { status: 201, body: { ...VIEW, cursor } })
  t.strictSame((await call('GET', '')).body, { consumers: [{ ...VIEW, cursor }] })
  const change = { filter: { types: ['message.*'] }, ladder: [1], deadLetter: 'never', ordering: 'property' }
  const changed = await call('PUT', '/butler', { ...change, from: 'start', shards: 1 })
  t.strictSame(changed, { status: 200, body: { ...VIEW, ...change, cursor } }, 'from counts at creation only')
  t.strictSame((await call('PUT', '/butler', { ladder: [2, 3] })).body, { ...VIEW, ...change, ladder: [2, 3], cursor })
  const moved = await call('PUT', '/butler/position', { to: first })
  t.equal(moved.status, 200)
  t.equal(moved.body.cursor, first)
  t.equal(moved.body.lag.events, 1)
  t.ok(moved.body.lag.seconds >= 0)
  const page = await take()
  t.equal(textsOf(page), 'a2')
  t.strictSame((await call('GET', '/butler')).body.leases, [{ shard: 0, expires: page.expires }])
  t.equal((await call('PUT', '/butler/position', { to: 'now' })).body.leases.length, 0)
  t.equal((await ack({ ack: page.ack })).status, 409, 'a move ends all leases')
  t.strictSame(await call('DELETE', '/butler'), { status: 204, body: undefined })
  t.equal((await call('GET', '/butler')).status, 404)
  t.equal((await call('DELETE', '/butler')).status, 404)
  const log = await gateway.rows(
    "select actor, action, target from audit where action like 'consumer.%' order by position"
  )
  t.strictSame(
    log.map(({ action }) => action),
    ['consumer.created', 'consumer.changed', 'consumer.changed', 'consumer.moved', 'consumer.moved', 'consumer.removed']
  )
})

t.test('a consumer is created without a body', async (t) => {
  const { call } = await startConsumers(t)
  t.equal((await call('PUT', '/butler')).status, 201)
  t.strictSame((await call('GET', '/butler')).body.ladder, [5, 30, 120, 300])
})

t.test('a filter of the first use stays', async (t) => {
  const { call, write, take } = await startConsumers(t)
  await write('a1')
  t.equal(textsOf(await take('from=start&type=call.*')), '')
  t.equal(textsOf(await take('from=start&type=message.*')), '')
  t.strictSame((await call('GET', '/butler')).body.filter, { types: ['call.*'] })
})

t.test('bad input is a 400 that names the field', async (t) => {
  const { gateway, call, write } = await startConsumers(t)
  await write('a1')
  await call('PUT', '/butler', { from: 'start' })
  await call('PUT', '/other', { from: 'start' })
  const page = (await call('GET', '/butler/events')).body
  const other = (await call('GET', '/other/events')).body
  const future = 'cDk5OTk5OTk5OTk5OTk5OTk'
  const cases: readonly (readonly ['GET' | 'PUT' | 'POST', string, object | undefined, ...string[]])[] = [
    ['GET', '/B/events?limit=0&wait=61', undefined, '/name', '/limit', '/wait'],
    ['GET', `/butler/events?from=${future}`, undefined, '/from'],
    ['GET', `/butler/events?from=${future}&shards=2`, undefined, '/from', '/shards'],
    ['GET', '/butler/dead-letters?after=x', undefined, '/after'],
    ['PUT', '/butler', { shards: 2, from: future, filter: { channel: 'fax' } }, '/filter/channel', '/from', '/shards'],
    ['PUT', '/new', { ladder: [], from: future, filter: { channel: 'fax' } }, '/ladder', '/filter/channel', '/from'],
    ['PUT', '/new', [], ''],
    ['POST', '/butler/ack', { ack: page.ack, upTo: 'x', failed: [{ id: 'y' }] }, '/upTo', '/failed'],
    ['GET', '/B/events', undefined, '/name'],
    ['GET', `/${'a'.repeat(64)}/events`, undefined, '/name'],
    ['GET', '/new/events?limit=0', undefined, '/limit'],
    ['GET', '/new/events?limit=1001', undefined, '/limit'],
    ['GET', '/new/events?limit=1.5', undefined, '/limit'],
    ['GET', '/new/events?wait=61', undefined, '/wait'],
    ['GET', '/new/events?wait=-1', undefined, '/wait'],
    ['GET', '/new/events?lease=0', undefined, '/lease'],
    ['GET', '/new/events?lease=3601', undefined, '/lease'],
    ['GET', '/new/events?shards=65', undefined, '/shards'],
    ['GET', '/new/events?from=nonsense', undefined, '/from'],
    ['GET', `/new/events?from=${future}`, undefined, '/from'],
    ['GET', '/new/events?type=', undefined, '/type'],
    ['GET', '/new/events?type=message', undefined, '/type'],
    ['GET', '/new/events?channel=fax', undefined, '/channel'],
    ['GET', '/new/events?entity=a/b', undefined, '/entity'],
    ['GET', '/butler/events?shards=2', undefined, '/shards'],
    ['GET', '?limit=1', undefined, '/limit'],
    ['GET', '/butler?limit=1', undefined, '/limit'],
    ['PUT', '/butler?from=now', {}, '/from'],
    ['POST', '/butler/ack?wait=1', { ack: page.ack }, '/wait'],
    ['PUT', '/new', { from: future }, '/from'],
    ['PUT', '/new', { from: 'x' }, '/from'],
    ['PUT', '/butler', { from: future }, '/from'],
    ['PUT', '/butler', { from: 'x' }, '/from'],
    ['PUT', '/new', { shards: 0 }, '/shards'],
    ['PUT', '/new', { ladder: [] }, '/ladder'],
    ['PUT', '/new', { ladder: [1.5] }, '/ladder/0'],
    ['PUT', '/new', { ordering: 'random' }, '/ordering'],
    ['PUT', '/new', { deadLetter: 'always' }, '/deadLetter'],
    ['PUT', '/new', { filter: { types: [] } }, '/filter/types'],
    ['PUT', '/new', { filter: { types: ['message'] } }, '/filter/types/0'],
    ['PUT', '/new', { filter: { channel: 'fax' } }, '/filter/channel'],
    ['PUT', '/new', { filter: { source: 'a\0b' } }, '/filter/source'],
    ['PUT', '/new', { filter: { hotels: ['x'] } }, '/filter/hotels'],
    ['PUT', '/new', { url: 'https://example.com' }, '/url'],
    ['PUT', '/butler', { shards: 2 }, '/shards'],
    ['PUT', '/butler/position', { to: future }, '/to'],
    ['PUT', '/butler/position', { to: '' }, '/to'],
    ['POST', '/butler/ack', {}, '/ack'],
    ['POST', '/butler/ack', { ack: 'c2.Zm9v' }, '/ack'],
    ['POST', '/butler/ack', { ack: `${page.ack}x` }, '/ack'],
    ['POST', '/butler/ack', { ack: other.ack }, '/ack'],
    ['POST', '/butler/ack', { ack: page.ack, renew: 3601 }, '/renew'],
    ['POST', '/butler/ack', { ack: page.ack, upTo: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6' }, '/upTo'],
    ['POST', '/butler/ack', { ack: page.ack, failed: [{ id: 'x', reason: 'y' }] }, '/failed'],
    ['POST', '/butler/ack', { ack: page.ack, nack: true }, '/nack']
  ]
  for (const [method, path, body, ...fields] of cases) {
    const answer = await call(method, path, body)
    const paths = answer.body.error?.details?.errors?.map((error: { path: string }) => error.path)
    t.strictSame(
      [answer.status, answer.body.error?.code, paths],
      [400, 'VALIDATION_ERROR', fields],
      `${method} ${path} ${JSON.stringify(body)}`
    )
  }
  t.equal((await call('POST', '/butler/ack', { ack: page.ack, upTo: idOf(page, 'a1') })).status, 200, 'nothing moved')
  t.equal((await call('GET', '/new')).status, 404, 'nothing was created')
  t.equal((await call('POST', '/new/ack', { ack: page.ack })).status, 404)

  const headers = { authorization: `Bearer ${API_TOKEN}` }
  const taken = await gateway.app.inject({
    method: 'PUT',
    url: '/api/destinations/butler',
    headers,
    payload: { url: 'https://1.1.1.1/' }
  })
  t.strictSame(taken.json().error.details.errors[0].path, '/name')
})

t.test('only so many consumers', async (t) => {
  const { call } = await startConsumers(t, { limits: { consumers: { named: 2 } } })
  t.strictSame([(await call('PUT', '/a', {})).status, (await call('GET', '/b/events?wait=0')).status], [201, 200])
  const more = await call('GET', '/c/events?wait=0')
  t.strictSame([more.status, more.body.error.details.errors[0].path], [400, '/name'])
})

t.test('a cursor that retention has passed is a 410, as in the feed', async (t) => {
  const { gateway, call, write, take } = await startConsumers(t)
  await write('a1 a2 a3')
  await call('PUT', '/butler', { from: 'start' })
  await gateway.rows('delete from events where position <= (select min(position) + 1 from events)')
  const answer = await call('GET', '/butler/events')
  const { error } = (await gateway.get('/api/events?after=cDA')).json()
  t.strictSame([answer.status, answer.body.error], [410, error])
  t.equal((await call('PUT', '/butler/position', { to: error.details.cursor })).status, 200)
  t.equal(textsOf(await take()), 'a3')
})

t.test('an API key reads consumers of its own hotels only, and manages with its scope', async (t) => {
  const gateway = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(gateway)
  for (const [hotel, number] of [
    ['seaview', '111'],
    ['lakeside', '222']
  ] as const) {
    await api('POST', '/api/hotels', { slug: hotel, name: 'H', timeZone: 'Europe/Berlin' })
    const account = {
      ...{ slug: `${hotel}-wa`, kind: 'whatsapp', name: hotel, hotel },
      ids: [{ type: 'phone_number_id', value: number }],
      secrets: [{ purpose: 'app_secret', value: `${hotel}-app-secret-0123` }]
    }
    const made = await api('POST', '/api/accounts', account)
    t.equal(made.statusCode, 201, made.body)
    const body = whatsAppText(number, `wamid.${hotel}`)
    await gateway.post('/webhooks/whatsapp', body, metaSignature(body, `${hotel}-app-secret-0123`))
  }
  const keyOf = async (name: string, scopes: string[], hotels: string[]) =>
    (await api('POST', '/api/keys', { name, scopes, hotels })).json().key
  const admin = consumerClient(gateway)
  const seaview = consumerClient(gateway, await keyOf('one', ['events.read'], ['seaview']))
  const lakeside = consumerClient(gateway, await keyOf('two', ['events.read', 'manage'], ['lakeside']))
  await admin('PUT', '/all', { from: 'start' })
  t.strictSame(
    (await admin('GET', '/all/events')).body.events.map((event: { hotel: string }) => event.hotel),
    ['seaview', 'lakeside']
  )
  const own = (await seaview('GET', '/mine/events?from=start')).body
  t.strictSame(
    own.events.map((event: { hotel: string }) => event.hotel),
    ['seaview']
  )
  t.strictSame((await seaview('GET', '/mine')).body.filter, {})
  t.strictSame(
    (await seaview('GET', '')).body.consumers.map(({ name }: { name: string }) => name),
    ['mine']
  )
  for (const [method, path, body] of [
    ['GET', '/all/events', undefined],
    ['GET', '/all', undefined],
    ['GET', '/all/dead-letters', undefined],
    ['POST', '/all/ack', { ack: own.ack }]
  ] as const) {
    t.equal((await seaview(method, path, body)).status, 404, `${method} ${path}`)
  }
  t.equal((await lakeside('GET', '/mine/events')).status, 404)
  t.equal((await lakeside('PUT', '/mine', {})).status, 404)
  t.equal((await lakeside('DELETE', '/all')).status, 404)
  t.equal((await lakeside('PUT', '/all/position', { to: 'now' })).status, 404)
  for (const [method, path, body] of [
    ['PUT', '/mine', {}],
    ['DELETE', '/mine', undefined],
    ['PUT', '/mine/position', { to: 'now' }]
  ] as const) {
    const answer = await seaview(method, path, body)
    t.strictSame([answer.status, answer.body.error.code], [403, 'SCOPE_MISSING'], `${method} ${path}`)
  }
  t.equal((await seaview('POST', '/mine/ack', { ack: own.ack })).status, 200)
  t.strictSame(
    (await admin('GET', '')).body.consumers.map(({ name }: { name: string }) => name),
    ['all', 'mine']
  )
})
