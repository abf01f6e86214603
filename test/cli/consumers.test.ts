import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import t from 'tap'
import { startConsumers } from '../support/consumer-client.ts'
import { ROOT } from '../support/root.ts'
import { bellhook } from '../support/run-command-line.ts'
import { API_TOKEN } from '../support/test-app.ts'
import { until } from '../support/until.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')

t.test('consumers are listed, shown, moved, and removed', async (t) => {
  const { gateway, call, write, take } = await startConsumers(t)
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  const run = (words: string) => bellhook(['consumers', ...words.split(' '), '--url', url], { API_TOKEN })
  t.strictSame(await run('list'), { code: 0, out: '', err: 'There are no named consumers.\n' })
  await write('a1')
  await call('PUT', '/butler', {})
  const line = 'butler  0 behind (0 s)  0 of 1 shard leased  0 parked  0 dead letters\n'
  t.strictSame(await run('list'), { code: 0, out: line, err: '' })
  const view = (await call('GET', '/butler')).body
  t.strictSame(JSON.parse((await run('list --json')).out), view)
  t.strictSame(JSON.parse((await run('show butler --json')).out), view)
  t.equal(
    (await run('show butler')).out,
    `${line}  filter      all events\n  ordering    lane\n  ladder      5, 30, 120, 300 s, dead letter: after-ladder\n  cursor      ${view.cursor}\n`
  )
  const unasked = await run('move butler --to start')
  t.strictSame([unasked.code, unasked.out], [2, ''])
  t.match(unasked.err, /nothing is changed, because there is no terminal to ask\. Use --yes to agree/)
  t.equal((await run('move butler')).code, 2)
  t.match((await run('move butler --to start --yes')).out, /^butler {2}1 behind/)
  t.equal((await take()).events.length, 1)
  t.match((await run('move butler --to nonsense --yes')).err, /\/to: must be now, start, or a cursor of the feed/)
  t.equal((await run('delete butler')).code, 2)
  t.strictSame(await run('delete butler --yes'), { code: 0, out: 'butler is removed.\n', err: '' })
  t.match(await run('show butler'), { code: 1, err: /404/ })
})

t.test('listen --consumer acknowledges after each 2xx, and the next run goes on', async (t) => {
  const { gateway, call, write } = await startConsumers(t)
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  const bodies: string[] = []
  const program = createServer(async (request, reply) => {
    const { subject } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    bodies.push(subject)
    reply.writeHead(bodies.length === 2 ? 500 : 204).end()
  }).listen(0, '127.0.0.1')
  await once(program, 'listening')
  t.teardown(() => program.close())
  const target = `http://127.0.0.1:${(program.address() as AddressInfo).port}/`
  const words = ['listen', '--url', url, '--forward', target, '--consumer', 'butler']
  const env = { PATH: process.env['PATH'], API_TOKEN }
  const listen = (...more: string[]) => {
    const child = spawn(process.execPath, [BELLHOOK, ...words, ...more], { env, stdio: 'ignore' })
    t.teardown(() => child.kill())
    return child
  }
  await write('a1 a2')
  const first = listen('--from', 'start')
  await until(() => bodies.length === 3, 'both events, one of them twice')
  await until(async () => (await call('GET', '/butler')).body.lag.events === 0, 'the acks')
  first.kill('SIGINT')
  await once(first, 'exit')
  await write('a3')
  const second = listen()
  await until(() => bodies.length === 4, 'the next event')
  t.strictSame(bodies, ['message/wamid.a1', 'message/wamid.a2', 'message/wamid.a2', 'message/wamid.a3'])
  second.kill('SIGINT')
  await once(second, 'exit')
  for (const wrong of ['--after cDA', '--from x']) {
    const consumer = wrong.startsWith('--after') ? ['--consumer', 'butler'] : []
    const result = await bellhook(['listen', '--forward', target, ...wrong.split(' '), ...consumer], { API_TOKEN })
    t.equal(result.code, 2, wrong)
  }
})
