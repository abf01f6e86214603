import { createServer } from 'node:https'
import { resolve } from 'node:path'
import type { TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { makeGatewayProcess } from '../../bench/torture/gateway.ts'
import { SECRETS } from '../../bench/traffic.ts'
import { type Authority, type Certificate, makeAuthority } from '../support/certificates.ts'
import { listen } from '../support/destination-fixture.ts'
import { API_TOKEN, createDatabase, makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'

/** A receiver that takes clients of the authority only. It keeps who they are, and what they sent. */
async function startReceiver(t: Test, authority: Authority, server: Certificate) {
  const received: { client: unknown; type: unknown }[] = []
  const receiver = createServer({ ...server, ca: authority.cert, requestCert: true }, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    // The socket of an HTTPS request is a TLS socket.
    const { subject } = (request.socket as TLSSocket).getPeerCertificate()
    received.push({ client: subject?.CN, type: JSON.parse(body).type })
    response.writeHead(204).end()
  })
  return { url: `https://127.0.0.1:${await listen(t, receiver)}/`, received }
}

/** The gateway as it is shipped, because Node reads NODE_EXTRA_CA_CERTS when it starts. */
async function startGateway(t: Test, authorities: string) {
  const gateway = await makeGatewayProcess({
    command: [process.execPath, resolve(import.meta.dirname, '../../src/server.js')],
    databaseUrl: await createDatabase(t),
    folder: makeFolder(t),
    environ: {
      ...{ API_TOKEN, DESTINATION_NETWORKS: '127.0.0.1', NODE_EXTRA_CA_CERTS: authorities },
      SECRETS_KEY: Buffer.alloc(32, 7).toString('base64')
    }
  })
  t.teardown(gateway.kill)
  await gateway.start()
  const root = `http://127.0.0.1:${gateway.port}`
  const call = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' }
    const answer = await fetch(`${root}/api/destinations${path}`, { method, headers, body: JSON.stringify(body) })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> } // any object
  }
  const guest = async (externalId: string) => {
    const headers = { 'content-type': 'application/json', 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
    const body = JSON.stringify({ externalId, source: 'acme', lastName: 'Doe' })
    t.equal((await fetch(`${root}/webhooks/pms/guests`, { method: 'POST', headers, body })).status, 200)
  }
  return { call, guest }
}

t.test('mutual TLS: the receiver sees the client certificate, and refuses a gateway without one', async (t) => {
  const authority = makeAuthority(t)
  const client = authority.issue('old-mill', 'DNS:old-mill.example')
  const { url, received } = await startReceiver(t, authority, authority.issue('receiver', 'IP:127.0.0.1'))
  const elsewhere = await startReceiver(t, authority, authority.issue('elsewhere', 'DNS:elsewhere.example'))
  const { call, guest } = await startGateway(t, authority.file)
  const tls = { certificate: client.cert, key: client.key }

  t.equal((await call('PUT', '/butler', { url, tls })).status, 201)
  const tested = (await call('POST', '/butler/test', {})).body
  t.strictSame([tested['ok'], tested['status'], tested['problem']], [true, 204, null])
  await guest('G1')
  await until(() => received.length === 2, 'the event')
  t.strictSame(received, [
    { client: 'old-mill', type: 'bellhook.test' },
    { client: 'old-mill', type: 'guest.updated' }
  ])

  // A connection with the certificate is open, and must not be used without it.
  t.equal((await call('PUT', '/plain', { url })).status, 201)
  const refused = (await call('POST', '/plain/test', {})).body
  t.strictSame([refused['ok'], refused['status']], [false, null])
  t.match(String(refused['problem']), /^(ERR_SSL_|ECONNRESET|EPIPE)/)
  const stranger = makeAuthority(t).issue('stranger', 'DNS:stranger.example')
  await call('PUT', '/plain', { url, tls: { certificate: stranger.cert, key: stranger.key } })
  t.equal((await call('POST', '/plain/test', {})).body['ok'], false)
  t.equal(received.length, 2)

  await call('PUT', '/elsewhere', { url: elsewhere.url, tls })
  t.equal(
    (await call('POST', '/elsewhere/test', {})).body['problem'],
    'ERR_TLS_CERT_ALTNAME_INVALID: the certificate is for another name'
  )
  t.strictSame(elsewhere.received, [])
})
