import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { listen, type Received, startGateway, startReceiver } from '../support/destination-fixture.ts'
import { makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const idOf = ({ events }: Received) => events[0]?.subject.replace('guest/', '') ?? ''

t.test('authorization: basic and bearer', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  const basic = { type: 'basic', username: 'hotel', password: 'pass:word' }
  const made = (await gateway.call('PUT', '/butler', { url, authorization: basic })).json()
  t.strictSame(made.authorization, { type: 'basic', username: 'hotel' })
  const tested = (await gateway.call('POST', '/butler/test', {})).json()
  t.equal(received.at(-1)?.headers.authorization, `Basic ${Buffer.from('hotel:pass:word').toString('base64')}`)
  t.equal(tested.request.headers.authorization, '***')
  await gateway.call('PUT', '/butler', { url, authorization: { type: 'bearer', token: 'a token' } })
  await gateway.call('POST', '/butler/test', {})
  t.equal(received.at(-1)?.headers.authorization, 'Bearer a token')
  const rows = JSON.stringify(
    await gateway.rows('select name, config, encode(sealed, $1) as sealed from consumers', ['escape'])
  )
  t.notOk(/a token|pass:word|whsec_/.test(rows), 'the database has no secret in clear')
})

t.test('authorization: oauth2 fetches a token once, and a new one after a 401', async (t) => {
  const gateway = await startGateway(t)
  const asked: string[] = []
  const tokens = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      asked.push(`${request.headers.authorization} ${body}`)
      response.end(JSON.stringify({ access_token: `token-${asked.length}`, token_type: 'Bearer', expires_in: 3_600 }))
    })
  })
  const tokenUrl = `http://127.0.0.1:${await listen(t, tokens)}/token`
  const { received, url } = await startReceiver(t, ({ headers }) =>
    headers.authorization === 'Bearer token-1' && asked.length === 1 && received.length === 3 ? 401 : 204
  )
  const authorization = { type: 'oauth2', tokenUrl, clientId: 'hotel', clientSecret: 'secret', scope: 'events' }
  const made = (await gateway.call('PUT', '/butler', { url, authorization })).json()
  t.strictSame(made.authorization, { type: 'oauth2', tokenUrl, clientId: 'hotel', scope: 'events' })
  for (const id of ['G1', 'G2', 'G3', 'G4']) {
    await gateway.guest(id)
    await gateway.settled()
  }
  t.strictSame(
    received.map(({ headers }) => headers.authorization),
    ['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2']
  )
  const grant = `Basic ${Buffer.from('hotel:secret').toString('base64')} grant_type=client_credentials&scope=events`
  t.strictSame(asked, [grant, grant])
})

t.test('a client certificate', async (t) => {
  const folder = makeFolder(t)
  const make = (name: string) => {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }
  const [server, client, other] = [make('server'), make('client'), make('other')]
  const names: unknown[] = []
  const receiver = createHttpsServer(
    { ...server, requestCert: true, rejectUnauthorized: false },
    (request, response: ServerResponse) => {
      // The socket of an HTTPS request is a TLS socket.
      names.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN)
      response.end()
    }
  )
  const url = `https://127.0.0.1:${await listen(t, receiver)}/`
  const gateway = await startGateway(t)
  const put = (tls: object) => gateway.call('PUT', '/butler', { url, tls })
  const wrong = await put({ certificate: client.cert, key: other.key })
  t.strictSame(wrong.json().error.details.errors, [{ path: '/tls/key', message: 'is not the key of the certificate' }])
  const made = (await put({ certificate: client.cert, key: client.key })).json()
  t.strictSame(made.tls, { certificate: client.cert })
  const tested = (await gateway.call('POST', '/butler/test', {})).json()
  // The certificate of this receiver is not trusted, and that is said.
  t.strictSame(
    [tested.ok, tested.status, tested.problem, names],
    [false, null, 'DEPTH_ZERO_SELF_SIGNED_CERT: the certificate is self-signed, see NODE_EXTRA_CA_CERTS', []]
  )
})

t.test('a batch is an array with an id of its own; a refused event is singled out', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t, ({ events }) =>
    events.some(({ subject }) => subject === 'guest/G3') ? 422 : 204
  )
  for (let id = 0; id < 8; id++) await gateway.guest(`G${id}`)
  await gateway.call('PUT', '/butler', { url, from: 'start', ladder: [0], batch: { events: 8, waitMs: 0 } })
  await gateway.waitFor('one dead letter', ({ deadLetters }) => deadLetters === 1)
  await gateway.settled()
  const [first] = received
  t.equal(first?.headers['content-type'], 'application/cloudevents-batch+json')
  t.strictSame(first?.events, await gateway.events())
  const ids = received.map(({ headers }) => headers['webhook-id'])
  t.equal(new Set(ids).size, ids.length)
  const events = await gateway.events()
  t.notOk(events.some(({ id }) => ids.includes(id)))
  const taken = received.filter(({ events }) => !events.some(({ subject }) => subject === 'guest/G3'))
  t.strictSame(
    taken.flatMap(({ events }) => events.map(({ subject }) => subject)).sort(),
    events.map(({ subject }) => subject).filter((subject) => subject !== 'guest/G3')
  )
  t.equal(received.filter(({ events }) => events.length === 1 && events[0]?.subject === 'guest/G3').length, 2)
})

t.test('a batch waits for further events, but not longer than waitMs', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, batch: { events: 3, waitMs: 10_000 } })
  for (const id of ['G1', 'G2', 'G3']) await gateway.guest(id)
  await until(() => received.length === 1, 'a full batch')
  t.equal(received[0]?.events.length, 3)
  await gateway.call('PUT', '/butler', { url, batch: { events: 3, waitMs: 50 } })
  await gateway.guest('G4')
  await until(() => received.length === 2, 'a batch that is not full')
  t.equal(received[1]?.events.length, 1)
})

/** A receiver that keeps requests open until it is told to answer them. */
async function startHolding(t: Test) {
  const open: { id: string; answer: () => void }[] = []
  let most = 0
  const receiver = await startReceiver(t, (one, response) => {
    open.push({ id: idOf(one), answer: () => void response.writeHead(204).end() })
    most = Math.max(most, open.length)
    return undefined
  })
  /** Answers one request after the other, until so many have come. */
  const answerAll = (count: number) =>
    until(() => {
      open.shift()?.answer()
      return receiver.received.length >= count && open.length === 0
    }, `${count} requests`)
  return { ...receiver, open, most: () => most, answerAll }
}

t.test(
  'ordering: a lane has one request at a time, others go on; strict has one of all; none has no order',
  async (t) => {
    const gateway = await startGateway(t)
    const cases = { lane: ['A', 'B', 'C'], property: ['A'], strict: ['A'], none: ['A', 'A', 'B', 'C'] }
    for (const guest of ['A', 'A', 'B', 'C']) await gateway.guest(guest, { lastName: `${guest}${Math.random()}` })
    for (const [ordering, expected] of Object.entries(cases)) {
      const receiver = await startHolding(t)
      await gateway.call('PUT', `/${ordering}`, { url: receiver.url, from: 'start', ordering })
      await until(() => receiver.open.length === expected.length, `${ordering}: ${expected.length} requests`)
      t.strictSame(receiver.open.map(({ id }) => id).sort(), expected, ordering)
      await receiver.answerAll(4)
      await gateway.settled(ordering)
      if (ordering !== 'none') t.strictSame(receiver.guests().filter((id) => id === 'A').length, 2)
    }
  }
)

t.test('concurrency bounds the requests at once', async (t) => {
  const gateway = await startGateway(t)
  const receiver = await startHolding(t)
  for (let id = 0; id < 6; id++) await gateway.guest(`G${id}`)
  await gateway.call('PUT', '/butler', { url: receiver.url, from: 'start', concurrency: 2 })
  await until(() => receiver.open.length === 2, 'two requests')
  await receiver.answerAll(6)
  await gateway.settled()
  t.equal(receiver.most(), 2)
})

t.test('at most the window is on its way or read ahead: so much is sent again after a crash', async (t) => {
  const gateway = await startGateway(t, {}, { limits: { destinations: { windowEvents: 5 } } })
  const receiver = await startHolding(t)
  for (let id = 0; id < 20; id++) await gateway.guest(`G${id}`)
  await gateway.call('PUT', '/butler', { url: receiver.url, from: 'start', concurrency: 256 })
  await until(() => receiver.open.length === 5, 'five requests')
  await receiver.answerAll(20)
  await gateway.settled()
  t.equal(receiver.most(), 5)
  t.equal(new Set(receiver.guests()).size, 20)
})

t.test('rate bounds the events a second', async (t) => {
  const gateway = await startGateway(t)
  const times: number[] = []
  const { url } = await startReceiver(t, () => {
    times.push(performance.now())
    return 204
  })
  for (let id = 0; id < 6; id++) await gateway.guest(`G${id}`)
  await gateway.call('PUT', '/butler', { url, from: 'start', rate: 10 })
  await gateway.settled()
  t.equal(times.length, 6)
  t.ok(Number(times[5]) - Number(times[0]) > 400, 'six events at ten a second take half a second')
})

t.test('shards divide the lanes, and each event is sent once', async (t) => {
  const gateway = await startGateway(t)
  const { guests, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, shards: 4 })
  const ids = Array.from({ length: 12 }, (_, id) => `G${id}`)
  for (const id of ids) await gateway.guest(id)
  await gateway.settled()
  t.strictSame(guests().sort(), ids.sort())
  t.equal((await gateway.rows('select from consumer_shards')).length, 4)
})
