import { connect } from 'node:net'
import t from 'tap'
import { sockets } from '../../bench/properties/sockets.ts'
import { hasText } from '../support/has-text.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'

t.test('500 slow sockets change nothing for the others, and each is closed', async (t) => {
  const limits = { headers: 1_000, request: 2_000, silence: 2_000 }
  const { failures, counts } = await sockets(500, (line) => t.comment(line), limits)
  t.strictSame(failures, [])
  t.comment(counts)
})

// Two readers of one connection must never disagree on where a request ends (RFC 9112, 11.2). The second request is
// what would be smuggled past a proxy.
const HEAD = 'POST /webhooks/pms/guests HTTP/1.1\r\nhost: gw.example.test\r\n'
const SECOND = 'GET /healthz HTTP/1.1\r\nhost: gw.example.test\r\n\r\n'
const AMBIGUOUS: readonly (readonly [name: string, request: string])[] = [
  ['a length and chunks', `${HEAD}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['chunks and a length', `${HEAD}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n`],
  ['two lengths', `${HEAD}content-length: 2\r\ncontent-length: 0\r\n\r\n{}`],
  ['two equal lengths', `${HEAD}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`],
  ['a list of lengths', `${HEAD}content-length: 2, 2\r\n\r\n{}`],
  ['a signed length', `${HEAD}content-length: +2\r\n\r\n{}`],
  ['a folded header', `${HEAD}x-a: b\r\n content-length: 2\r\n\r\n`],
  ['bare line feeds', `${HEAD.replaceAll('\r\n', '\n')}content-length: 0\n\n`],
  ['a bare line feed in the headers', `${HEAD}x-a: b\ncontent-length: 0\r\n\r\n`],
  ['a space before the colon', `${HEAD}content-length : 0\r\n\r\n`],
  ['an unknown coding', `${HEAD}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['a chunk of no size', `${HEAD}transfer-encoding: chunked\r\n\r\nz\r\n\r\n`]
]

t.test('a request whose end is ambiguous gets a 400, and its connection is closed', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const { port } = new URL(await app.app.listen({ host: '127.0.0.1', port: 0 }))
  for (const [name, request] of AMBIGUOUS) {
    const answer = await converse(Number(port), request + SECOND)
    t.match(answer, /^HTTP\/1\.1 400 /, name)
    t.notMatch(answer, '"ok"', `${name}: the second request is not answered`)
  }
  hasText(t, await converse(Number(port), SECOND.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n')), '"ok"')
  t.strictSame(await app.deliveries(), [])
})

/** All that is answered until the connection is closed. */
function converse(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk) => (text += chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}
