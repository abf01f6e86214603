import { once } from 'node:events'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import type { FakeOptions } from '../../src/fakes/fake.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { askFake } from '../support/ask-fake.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('the fake of Cloudbeds', async (t) => {
  let time = Date.parse('2026-11-20T14:00:00Z')
  const { fake, ask } = await askFake(t, 'cloudbeds', { now: () => time })
  const key = { 'x-api-key': fake.settings['CLOUDBEDS_API_KEY'] ?? '' }
  const api = (call: string, body?: string) => {
    // Four calls a second are within the budget.
    time += 250
    const [method, path] = call.split(' ')
    return ask(`${method} /api/v1.3/${path}`, { ...key, ...(body === undefined ? {} : FORM) }, body)
  }
  t.equal((await ask('GET /api/v1.3/getHotels')).status, 401)
  const page = await api('GET getNothing')
  t.strictSame([page.status, page.headers.get('content-type')], [404, 'text/html'])
  t.strictSame((await api('GET getReservation?reservationID=0')).body, {
    success: false,
    message: 'Reservation not found'
  })
  t.equal((await api('GET getReservations?pageSize=101')).body.success, false)
  const plain = await api('GET getReservationsWithRateDetails?reservationID=7700112231,7700112233,1')
  t.equal(plain.body.count, 2)
  t.equal(plain.body.data[0].guestList, undefined)
  t.equal(plain.body.data[0].rooms[0].adults, '2')
  t.equal(plain.body.data[1].rooms[0].roomID, null)
  t.strictSame(
    [plain.body.data[0].dateModified, plain.body.data[0].dateModifiedUTC],
    ['2026-11-19 09:00:00', '2026-11-19 14:00:00']
  )
  fake.put('reservations', { ...fake.record('reservations', '7700112231'), isDeleted: true })
  const since = 'GET getReservationsWithRateDetails?modifiedFrom=2026-11-20%2009:00:00'
  t.equal((await api(since)).body.count, 0)
  t.equal((await api(`${since}&includeDeleted=true`)).body.count, 1)
  const { body } = await api('POST postWebhook', 'object=reservation&action=created&endpointUrl=http://127.0.0.1:1/')
  const { subscriptionID: id } = body.data
  t.equal((await api('GET getWebhooks')).body.data[0].id, id)
  t.equal((await api(`DELETE deleteWebhook?subscriptionID=${id}`)).body.success, true)
  t.equal((await api(`DELETE deleteWebhook?subscriptionID=${id}`)).body.success, false)
  const statuses = []
  for (let count = 0; count < 6; count += 1) statuses.push((await ask('GET /api/v1.3/getHotels', key)).status)
  t.equal(statuses.filter((status) => status === 429).length > 0, true)
})

t.test('the fake of Apaleo', async (t) => {
  const { fake, ask } = await askFake(t, 'apaleo')
  const basic = Buffer.from(`${fake.settings['APALEO_CLIENT_ID']}:${fake.settings['APALEO_CLIENT_SECRET']}`).toString(
    'base64'
  )
  const token = await ask(
    'POST /connect/token',
    { ...FORM, authorization: `Basic ${basic}` },
    'grant_type=client_credentials'
  )
  t.equal(token.body.expires_in, 3600)
  const bearer = { authorization: `Bearer ${token.body.access_token}` }
  t.equal((await ask('GET /booking/v1/reservations')).status, 401)
  const list = await ask('GET /booking/v1/reservations?sort=nonsense&pageSize=2', bearer)
  t.strictSame([list.status, list.body.count, list.body.reservations.length], [200, 3, 2])
  t.equal(list.body.reservations[0].booker, undefined)
  t.equal((await ask('GET /booking/v1/reservations?pageSize=2&pageNumber=3', bearer)).status, 204)
  t.equal((await ask('GET /booking/v1/reservations?pageSize=201', bearer)).status, 422)
  const fraction = 'GET /booking/v1/reservations?dateFilter=Modification&from=2026-11-20T14:02:11.000Z'
  t.equal((await ask(fraction, bearer)).status, 400)
  const one = await ask('GET /booking/v1/reservations/XPGMSXGF-1?expand=booker', bearer)
  t.strictSame([one.body.booker, one.body.assignedUnits], [{ lastName: 'Example' }, undefined])
  t.equal((await ask('GET /booking/v1/reservations/$count', bearer)).body.count, 3)
  t.equal((await ask('GET /v1/subscriptions', bearer)).status, 204)
  const checked: string[] = []
  const url = await receiver(t, (body) => checked.push(body))
  const wanted = (endpointUrl: string) => JSON.stringify({ endpointUrl, events: ['reservation/*'] })
  t.equal((await ask('POST /v1/subscriptions', bearer, wanted('http://127.0.0.1:1/'))).status, 422)
  t.equal((await ask('POST /v1/subscriptions', bearer, wanted(url))).status, 201)
  t.equal(JSON.parse(checked[0] ?? '{}').type, 'healthcheck')
  t.strictSame((await fake.edit('XPGMSXGF-1')).statuses, [200])
  t.equal(JSON.parse(checked[1] ?? '{}').data.entityId, 'XPGMSXGF-1')
  fake.expireTokens()
  t.equal((await ask('GET /v1/subscriptions', bearer)).status, 401)
})

t.test('the fake of Guesty', async (t) => {
  const { fake, ask } = await askFake(t, 'guesty')
  const { GUESTY_CLIENT_ID: id, GUESTY_CLIENT_SECRET: secret } = fake.settings
  const form = `grant_type=client_credentials&scope=open-api&client_id=${id}&client_secret=${secret}`
  const tokens = []
  for (let count = 0; count < 6; count += 1) tokens.push(await ask('POST /oauth2/token', FORM, form))
  t.strictSame(
    tokens.map(({ status }) => status),
    [200, 200, 200, 200, 200, 429]
  )
  t.equal(tokens[5]?.headers.get('retry-after'), '40000')
  const bearer = { authorization: `Bearer ${tokens[4]?.body.access_token}` }
  const known = '66a000000000000000000001'
  const v3 = (ids: readonly string[]) =>
    ask(`GET /v1/reservations-v3?${ids.map((each) => `reservationIds[]=${each}`).join('&')}`, bearer)
  t.equal((await v3(Array(11).fill('x'))).status, 400)
  t.equal((await v3([known, 'x'])).body.length, 1)
  const singles = [await v3([known]), await v3([known]), await v3([known])].map(({ body }) => body)
  t.strictSame(singles.map(Array.isArray), [true, true, false])
  t.strictSame([singles[0][0].lastUpdatedAt, singles[2].notes], [undefined, undefined])
  const hook = JSON.stringify({ url: 'http://127.0.0.1:1/', events: ['reservation.updated.v2'] })
  t.equal((await ask('POST /v1/webhooks', bearer, hook)).status, 200)
  const secretCall = 'GET /v1/webhooks-v2/secret?url=http://127.0.0.1:1/'
  const secrets = [await ask(secretCall, bearer), await ask(secretCall, bearer), await ask(secretCall, bearer)]
  t.strictSame(
    secrets.map(({ status }) => status),
    [404, 404, 200]
  )
  t.match(secrets[2]?.body.secret, /^whsec_/)
  const statuses = []
  for (let count = 0; count < 16; count += 1) statuses.push((await ask('GET /v1/listings', bearer)).status)
  t.ok(statuses.includes(429))
})

t.test('the older list of Guesty ends on 1 March 2027', async (t) => {
  let time = Date.parse('2026-11-20T14:00:00Z')
  const { fake, ask } = await askFake(t, 'guesty', { now: () => time })
  const { GUESTY_CLIENT_ID: id, GUESTY_CLIENT_SECRET: secret } = fake.settings
  const form = `grant_type=client_credentials&scope=open-api&client_id=${id}&client_secret=${secret}`
  const list = async () => {
    const { body } = await ask('POST /oauth2/token', FORM, form)
    const query = 'filters=[]&fields=money%20lastUpdatedAt&sort=-lastUpdatedAt&limit=100'
    return ask(`GET /v1/reservations?${query}`, { authorization: `Bearer ${body.access_token}` })
  }
  t.equal((await list()).body.results[0].money.subTotalPrice, 360)
  time = Date.parse('2027-03-01T00:00:00Z')
  t.equal((await list()).status, 410)
})

t.test('the fake of Hostaway', async (t) => {
  let time = Date.parse('2026-11-20T14:00:00Z')
  const { fake, ask } = await askFake(t, 'hostaway', { now: () => time })
  const { HOSTAWAY_ACCOUNT_ID: id, HOSTAWAY_CLIENT_SECRET: secret } = fake.settings
  const form = `grant_type=client_credentials&scope=general&client_id=${id}&client_secret=${secret}`
  const { body: token } = await ask('POST /v1/accessTokens', FORM, form)
  const bearer = { authorization: `Bearer ${token.access_token}` }
  t.equal((await ask('GET /v1/reservations', bearer)).status, 403)
  time += 1000
  const first = await ask('GET /v1/reservations?limit=2', bearer)
  t.strictSame(
    first.body.result.map((each: { id: number }) => each.id),
    [15, 14]
  )
  t.strictSame([first.body.result[0].children, first.body.result[0].isDatesUnspecified], [null, 1])
  fake.put('reservations', { ...fake.record('reservations', '13') })
  // It has moved to the first page.
  t.strictSame((await ask('GET /v1/reservations?limit=2&afterId=14', bearer)).body.result, [])
  t.equal((await ask('GET /v1/reservations?limit=2', bearer)).body.result[0].updatedOn, '2026-11-20 14:00:01')
  const statuses = []
  for (let count = 0; count < 12; count += 1) statuses.push((await ask('GET /v1/listings', bearer)).status)
  t.strictSame(statuses.filter((status) => status === 429).length, 2)
})

t.test('the fake of Twilio', async (t) => {
  const { fake, ask } = await askFake(t, 'twilio')
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: secret } = fake.settings
  const basic = { authorization: `Basic ${Buffer.from(`${account}:${secret}`).toString('base64')}` }
  const base = `/2010-04-01/Accounts/${account}`
  t.equal((await ask(`GET ${base}/Messages.json`)).status, 401)
  const first = await ask(`GET ${base}/Messages.json?PageSize=2`, basic)
  const next = await ask(`GET ${first.body.next_page_uri}`, basic)
  t.strictSame(
    [...first.body.messages, ...next.body.messages].map(({ direction }) => direction),
    ['inbound', 'outbound-api', 'inbound']
  )
  t.equal(next.body.next_page_uri, null)
  t.equal((await ask(`GET ${base}/Messages.json?DateSent%3E=yesterday`, basic)).body.code, 20001)
  const today = new Date().toISOString().slice(0, 10)
  t.strictSame((await ask(`GET ${base}/Messages.json?DateSent%3E=${today}`, basic)).body.messages, [])
  const sid = fake.put('messages', { ...fake.records.all('messages')[0], sid: 'SMpicture', num_media: '1' })
  const { body: list } = await ask(`GET ${base}/Messages/${sid}/Media.json`, basic)
  const path = `GET ${base}/Messages/${sid}/Media/${list.media_list[0].sid}`
  const answers = [await ask(path, basic), await ask(path, basic), await ask(path, basic)]
  t.strictSame(
    answers.map(({ status }) => status),
    [404, 404, 302]
  )
  const location = answers[2]?.headers.get('location') ?? ''
  t.equal((await fetch(location, { headers: basic })).status, 400)
  t.equal((await fetch(location)).status, 200)
})

t.test('every fake has a house, and fails in its own words', async (t) => {
  const sources: readonly FakeSource[] = ['mews', 'cloudbeds', 'apaleo', 'guesty', 'hostaway', 'twilio']
  for (const source of sources) {
    const options: FakeOptions = { seed: true }
    const { fake, ask } = await askFake(t, source, options)
    t.ok((await fake.edit()).id, source)
    for (const failure of ['unauthorized', 'refused', 'too_many', 'too_many_bare', 'server_error'] as const) {
      fake.fail(failure, { times: 1 })
      const { status, headers } = await ask('GET /')
      if (failure === 'too_many') t.strictSame([status, headers.get('retry-after')], [429, '2'], source)
      if (failure === 'too_many_bare') t.strictSame([status, headers.get('retry-after')], [429, null], source)
      if (failure === 'unauthorized') t.ok(status === 401 || status === 403, source)
    }
    t.equal(Object.keys(fake.settings)[0], `${source.toUpperCase()}_API_URL`)
  }
})

/** A server that takes everything. Returns its URL. */
async function receiver(t: Test, take: (body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      take(text)
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${Object(server.address()).port}/`
}
