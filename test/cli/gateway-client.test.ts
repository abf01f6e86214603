import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { hasText } from '../support/has-text.ts'
import { bellhook } from '../support/run-command-line.ts'

// Each reads something of a gateway before it does anything else.
const COMMANDS = [
  'export',
  'tail',
  'tail --deliveries',
  'tail --since cDE',
  'listen --forward http://127.0.0.1:1/ --after cDE',
  'simulate sms sms',
  'replay --since 1h --yes',
  'consumers list',
  'destinations list',
  'hotels list',
  'accounts import',
  'secrets status',
  'keys list',
  'operators list',
  'audit verify'
]

t.test('a program that is no gateway is said to be another program', async (t) => {
  for (const status of [200, 404]) {
    const url = await serve(t, (_request, reply) =>
      reply.writeHead(status, { 'content-type': 'text/html' }).end('<html>')
    )
    await each(url, ({ command, code, err }) => {
      t.equal(code, 1, command)
      hasText(t, err, `Another program answers at ${url}`, command)
    })
  }
})

t.test('an answer that breaks off is said to, without a stack', async (t) => {
  const url = await serve(t, (_request, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 }).write('{"cursor":')
    setImmediate(() => reply.destroy())
  })
  const ofPages = COMMANDS.filter((command) => !/--since c|--after c|simulate/.test(command))
  await each(
    url,
    ({ command, code, err }) => {
      t.equal(code, 1, command)
      t.match(err, /broke off \(connection closed\)/, command)
      t.notMatch(err, /"stack"|\bat .*\.js/, command)
    },
    ofPages
  )
})

t.test('https where there is no TLS is said as such', async (t) => {
  const url = await serve(t, (_request, reply) => reply.end())
  const { code, err } = await bellhook(['health', '--url', url.replace('http:', 'https:')])
  t.equal(code, 1)
  hasText(t, err, '(no TLS there: use http://)')
})

type Result = Awaited<ReturnType<typeof bellhook>> & { command: string }

async function each(url: string, check: (result: Result) => void, commands = COMMANDS): Promise<void> {
  for (const command of commands) {
    const result = await bellhook([...command.split(' '), '--url', url], {
      API_TOKEN: 'a'.repeat(24),
      DATA_DIR: '/none'
    })
    check({ ...result, command })
  }
}

async function serve(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
