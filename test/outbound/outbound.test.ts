import dns from 'node:dns'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net'
import t, { type Test } from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import type { OutboundRequest } from '../../src/outbound/exchange.ts'
import { createOutbound, type OutboundOptions } from '../../src/outbound/outbound.ts'
import { REFUSED_HOSTS } from './refused-addresses.ts'

const OWN = { host: '127.0.0.1', port: 1 }

function outbound(t: Test, options: Partial<OutboundOptions> = {}) {
  const outbound = createOutbound({
    ...{ networks: [], proxy: undefined, development: false, own: () => OWN, limits: LIMITS.outbound },
    ...options
  })
  t.teardown(outbound.close)
  return outbound
}

function get(url: string, options: Partial<OutboundRequest> = {}): OutboundRequest {
  return { url, method: 'GET', timeoutMs: 2_000, maxAnswerBytes: 4_096, ...options }
}

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await listen(t, server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function listen(t: Test, server: Pick<Server, 'listen' | 'close'>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    if ('closeAllConnections' in server) (server as Server).closeAllConnections()
    server.close()
  })
}

/** Counts attempts to connect, and lets none of them happen. */
function countConnections(t: Test): () => number {
  const { connect } = Socket.prototype
  let count = 0
  Socket.prototype.connect = function (this: Socket) {
    count++
    this.destroy(new Error('the test connects nowhere'))
    return this
  }
  t.teardown(() => {
    Socket.prototype.connect = connect
  })
  return () => count
}

/** Answers of the name server, one after the other. The last one is repeated. */
function answerNames(t: Test, ...answers: (readonly string[])[]): () => number {
  const { lookup } = dns
  let asked = 0
  const answer = (_host: string, _options: unknown, done: (error: null, found: unknown) => void) => {
    const found = answers[Math.min(asked++, answers.length - 1)] ?? []
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    )
  }
  // The overloads of `lookup` cannot be written as one function.
  dns.lookup = answer as unknown as typeof lookup
  t.teardown(() => {
    dns.lookup = lookup
  })
  return () => asked
}

t.test('addresses that are not public are refused in every spelling', async (t) => {
  const connections = countConnections(t)
  const { request, check } = outbound(t)
  t.ok(REFUSED_HOSTS.length >= 60, `${REFUSED_HOSTS.length} spellings`)
  for (const host of REFUSED_HOSTS) {
    for (const url of [`https://${host}/`, `https://${host}:8443/a`]) {
      await t.rejects(request(get(url)), { code: 'ADDRESS_REFUSED' }, url)
      await t.rejects(check(url), { code: 'ADDRESS_REFUSED' }, url)
    }
  }
  t.equal(connections(), 0)
})

t.test('names of this machine are refused by the addresses that they have', async (t) => {
  const connections = countConnections(t)
  const { request, check } = outbound(t)
  answerNames(t, ['127.0.0.1', '::1'])
  for (const host of [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ＬＯＣＡＬＨＯＳＴ',
    'loc%61lhost',
    'ⓛocalhost',
    'localhost.localdomain',
    'app.localhost',
    'ip6-localhost',
    'localtest.me',
    '127.0.0.1.nip.io',
    'metadata.google.internal'
  ]) {
    const url = `https://${host}/`
    await t.rejects(request(get(url)), { code: 'ADDRESS_REFUSED' }, url)
    await t.rejects(check(url), { code: 'ADDRESS_REFUSED' }, url)
  }
  t.equal(connections(), 0)
})

t.test('zone ids, user-info that looks like a host, and other tricks of URLs lead nowhere', async (t) => {
  const connections = countConnections(t)
  const { request, check } = outbound(t)
  answerNames(t, ['127.0.0.1'])
  for (const [url, code] of [
    ['https://[fe80::1%25eth0]/', 'URL_REFUSED'],
    ['https://[fe80::1%eth0]/', 'URL_REFUSED'],
    ['https://[::1%25lo]/', 'URL_REFUSED'],
    ['https://[::1/', 'URL_REFUSED'],
    ['https://127.0.0.256/', 'URL_REFUSED'],
    ['https://0x100000000/', 'URL_REFUSED'],
    ['https://4294967296/', 'URL_REFUSED'],
    ['https://1.2.3.4.5/', 'URL_REFUSED'],
    ['https://127.0.0.1:99999/', 'URL_REFUSED'],
    ['https://example.com@127.0.0.1/', 'URL_REFUSED'],
    ['https://example.com%40127.0.0.1/', 'URL_REFUSED'],
    ['https://:@127.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://127.0.0.1#@example.com/', 'ADDRESS_REFUSED'],
    ['https://127.0.0.1?@example.com/', 'ADDRESS_REFUSED'],
    ['https://127.0.0.1\\@example.com/', 'ADDRESS_REFUSED'],
    ['https:\\\\127.0.0.1\\', 'ADDRESS_REFUSED'],
    ['https:127.0.0.1', 'ADDRESS_REFUSED'],
    ['  https://127.0.0.1/  ', 'ADDRESS_REFUSED'],
    ['ht\ntps://127.0.0.1/', 'ADDRESS_REFUSED'],
    ['HTTPS://127.0.0.1/', 'ADDRESS_REFUSED'],
    ['blob:https://127.0.0.1/', 'URL_REFUSED'],
    ['ws://127.0.0.1/', 'URL_REFUSED'],
    ['gopher://127.0.0.1/', 'URL_REFUSED'],
    ['javascript:alert(1)', 'URL_REFUSED'],
    ['//127.0.0.1/', 'URL_REFUSED']
  ] as const) {
    await t.rejects(request(get(url)), { code }, JSON.stringify(url))
    await t.rejects(check(url), { code }, JSON.stringify(url))
  }
  t.equal(connections(), 0)
})

t.test('public addresses pass', async (t) => {
  const { check } = outbound(t)
  for (const host of [
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '[2606:4700::1111]',
    '[2001:4860::8888]'
  ]) {
    await t.resolves(check(`https://${host}/`), host)
  }
})

t.test('every address of a name is checked', async (t) => {
  const connections = countConnections(t)
  const { request, check } = outbound(t)
  const mixed = [
    ['1.1.1.1', '10.0.0.1'],
    ['2606:4700::1111', '::ffff:127.0.0.1'],
    ['1.1.1.1', 'fe80::1%eth0'],
    ['::ffff:a9fe:a9fe']
  ]
  for (const addresses of mixed) {
    answerNames(t, addresses)
    await t.rejects(request(get('https://mixed.example/')), { code: 'ADDRESS_REFUSED' }, addresses.join())
    await t.rejects(check('https://mixed.example/'), { code: 'ADDRESS_REFUSED' }, addresses.join())
  }
  t.equal(connections(), 0)
})

t.test('the address that was checked is the one that is used', async (t) => {
  const connected: unknown[] = []
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...[options]: unknown[]) {
    connected.push((Array.isArray(options) ? options[0] : options).host)
    this.destroy(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    return this
  }
  t.teardown(() => {
    Socket.prototype.connect = connect
  })
  const asked = answerNames(t, ['1.1.1.1'], ['127.0.0.1'])
  const { request } = outbound(t)
  await t.rejects(request(get('https://rebinding.example/')), { code: 'ECONNREFUSED' })
  t.equal(asked(), 1, 'the name was looked up once')
  t.strictSame(connected, ['1.1.1.1'])
  await t.rejects(request(get('https://rebinding.example/')), { code: 'ADDRESS_REFUSED' })
  t.strictSame(connected, ['1.1.1.1'])
})

t.test('redirects are not followed', async (t) => {
  let requests = 0
  const url = await serve(t, (_request, response) => {
    requests++
    response.writeHead(302, { location: '/inside' }).end()
  })
  const { status, headers } = await outbound(t, { networks: ['127.0.0.1'] }).request(get(url))
  t.strictSame([status, headers.location, requests], [302, '/inside', 1])
})

t.test('what DESTINATION_NETWORKS lists is allowed, also with http:', async (t) => {
  const refuses = async (networks: string[], url: string, own = OWN) =>
    t.rejects(outbound(t, { networks, own: () => own }).check(url), { code: 'ADDRESS_REFUSED' }, `${networks} ${url}`)
  const allows = async (networks: string[], url: string, own = OWN) =>
    t.resolves(outbound(t, { networks, own: () => own }).check(url), `${networks} ${url}`)

  await allows(['10.1.0.0/16'], 'http://10.1.2.3/')
  await allows(['10.1.0.0/16'], 'https://[::ffff:10.1.2.3]/')
  await refuses(['10.1.0.0/16'], 'https://10.2.0.1/')
  await refuses(['169.254.0.0/16'], 'https://169.254.169.254/')
  await allows(['169.254.169.254'], 'http://169.254.169.254/')
  await refuses(['fd00::/8'], 'https://[fd00:ec2::254]/')
  await allows(['fd00:ec2::254'], 'https://[fd00:ec2:0::254]/')
  await allows(['fd00::/8'], 'https://[fd00::1]/')
  await allows(['64:ff9b::/96'], 'https://[64:ff9b::10.0.0.1]/')
  await refuses(['64:ff9b::/96'], 'https://[64:ff9b::169.254.169.254]/')
  await refuses(['2002::/16'], 'https://[2002:a9fe:a9fe::1]/')
  await refuses(['::/96'], 'https://[::169.254.169.254]/')
  await allows(['64:ff9b::a9fe:a9fe'], 'https://[64:ff9b::169.254.169.254]/')

  const own = { host: '127.0.0.1', port: 3000 }
  await refuses(['127.0.0.0/8'], 'http://127.0.0.1:3000/', own)
  await allows(['127.0.0.0/8'], 'http://127.0.0.1:3001/', own)
  await allows(['127.0.0.1:3000'], 'http://127.0.0.1:3000/', own)
  await refuses(['127.0.0.0/8'], 'http://127.0.0.9:3000/', { host: '0.0.0.0', port: 3000 })
  await refuses(['127.0.0.1:3001'], 'http://127.0.0.1:3002/', own)

  answerNames(t, ['10.9.9.9'])
  await allows(['app.internal'], 'http://app.internal:8080/')
  await allows(['app.internal'], 'http://APP.internal/')
  await refuses(['app.internal'], 'http://other.internal/')
  answerNames(t, ['169.254.169.254'])
  await refuses(['app.internal'], 'http://app.internal/')
})

t.test('plain http: to a public address is refused, and so are user-info and other schemes', async (t) => {
  const { check } = outbound(t)
  for (const url of [
    'http://1.1.1.1/',
    'https://user:pass@1.1.1.1/',
    'ftp://1.1.1.1/',
    'file:///etc/passwd',
    'nonsense'
  ]) {
    await t.rejects(check(url), { code: 'URL_REFUSED' }, url)
  }
})

t.test('development mode reaches loopback, but not the gateway', async (t) => {
  const { check } = outbound(t, { development: true, own: () => ({ host: 'localhost', port: 3000 }) })
  await t.resolves(check('http://127.0.0.1:3001/'))
  await t.resolves(check('http://[::1]:3001/'))
  await t.rejects(check('http://localhost:3000/'), { code: 'ADDRESS_REFUSED' })
  await t.rejects(check('http://10.0.0.1/'), { code: 'ADDRESS_REFUSED' })
})

t.test('an answer has its status, headers, and first bytes', async (t) => {
  const url = await serve(t, (request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => {
        response.writeHead(202, { 'x-method': request.method }).end(`got ${Buffer.concat(chunks)}`)
      })
  })
  const answer = await outbound(t, { development: true }).request(get(url, { method: 'POST', body: 'event' }))
  t.strictSame(
    [answer.status, answer.headers['x-method'], String(answer.body), answer.truncated],
    [202, 'POST', 'got event', false]
  )
})

t.test('a connection is used again, and replaced if the server closed it', async (t) => {
  let connections = 0
  const server = createTcpServer((socket) => {
    connections++
    let requests = 0
    socket
      .on('error', () => undefined)
      .on('data', () => {
        // The third request meets a connection that is closed without an answer.
        if (++requests > 2) return socket.destroy()
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
  })
  await listen(t, server as unknown as Server)
  const { request } = outbound(t, { development: true })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (let i = 0; i < 3; i++) t.equal((await request(get(url))).status, 200)
  t.equal(connections, 2)
})

t.test('hostile receivers', async (t) => {
  const { request } = outbound(t, { development: true })

  t.test('gigabytes: the connection is closed after the first bytes', async (t) => {
    let written = 0
    const closed = { is: false }
    const url = await serve(t, (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const write = () => {
        while (!closed.is && written < 1e9 && response.write(chunk)) written += chunk.length
      }
      response.on('drain', write).on('close', () => {
        closed.is = true
      })
      write()
    })
    const { status, body, truncated } = await request(get(url))
    t.strictSame([status, body.length, truncated], [200, 4_096, true])
    while (!closed.is) await new Promise((resolve) => setTimeout(resolve, 5))
    t.ok(written < 50e6, `${written} bytes were written`)
  })

  t.test('drips, and no answer: the time-out covers all of it', async (t) => {
    const drip = await serve(t, (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const silent = await serve(t, () => undefined)
    for (const url of [drip, silent]) await t.rejects(request(get(url, { timeoutMs: 200 })), { code: 'ETIMEDOUT' })
  })

  t.test('closes early', async (t) => {
    const before = await serve(t, (request) => request.socket.destroy())
    const within = await serve(t, (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy())
    })
    for (const url of [before, within]) await t.rejects(request(get(url)), { code: 'ECONNRESET' })
  })

  t.test('headers without end, no HTTP, an upgrade', async (t) => {
    const answers: readonly (readonly [bytes: string, code: string])[] = [
      [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`, 'HPE_HEADER_OVERFLOW'],
      ['SSH-2.0-OpenSSH\r\n', 'HPE_INVALID_CONSTANT'],
      ['HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'ECONNRESET']
    ]
    for (const [bytes, code] of answers) {
      const server = createTcpServer((socket) => void socket.on('error', () => undefined).write(bytes))
      await listen(t, server as unknown as Server)
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      await t.rejects(request(get(url)), { code }, code)
    }
  })

  t.test('a refused connection says so, and an aborted request ends', async (t) => {
    const url = await serve(t, () => undefined)
    const aborted = request(get(url, { signal: AbortSignal.timeout(50) }))
    await t.rejects(aborted, { code: 'ABORTED' })
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await t.rejects(request(get(`http://127.0.0.1:${port}`)), { code: 'ECONNREFUSED' })
  })
})

t.test('a proxy gets CONNECT, and resolves the names', async (t) => {
  const connects: string[] = []
  const target = await serve(t, (_request, response) => response.end('through the proxy'))
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    connects.push(request.url ?? '')
    if (request.url?.startsWith('refused')) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const through = new Socket().connect(Number(new URL(target).port), '127.0.0.1')
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket
      .on('error', () => undefined)
      .pipe(through)
      .pipe(socket)
  })
  await listen(t, proxy)
  const asked = answerNames(t, ['127.0.0.1'])
  const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const networks = ['app.internal', 'refused.internal']
  const { request, check } = outbound(t, { proxy: proxyUrl, networks })
  t.equal(String((await request(get('http://app.internal/'))).body), 'through the proxy')
  await t.rejects(request(get('http://refused.internal/')), { code: 'PROXY_FAILED' })
  await t.rejects(request(get('http://other.example/')), { code: 'URL_REFUSED' })
  await t.rejects(request(get('https://127.0.0.1/')), { code: 'ADDRESS_REFUSED' })
  await t.rejects(check('https://169.254.169.254/'), { code: 'ADDRESS_REFUSED' })
  t.strictSame(connects, ['app.internal:80', 'refused.internal:80'])
  t.equal(asked(), 0)
})
