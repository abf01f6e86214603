import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { standardWebhooks } from '../../src/contract/verifiers.ts'
import { send } from '../feed/stream-fixture.ts'
import { containing } from '../support/containing.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { bellhook, type CommandResult } from '../support/run-command-line.ts'
import { API_TOKEN, buildTestApp, createDatabase, makeFolder } from '../support/test-app.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')
const SIGNING_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

t.test('export writes the feed, goes on behind its last cursor, and does not mind who stops reading', async (t) => {
  const app = await buildTestApp(t)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  await send(app, 120, 'SM', 'n'.repeat(1_400))
  const whole = await run(`bellhook export --url ${url}`)
  t.match(whole, { code: 0, err: /^120 events\. For the next export: --after \S+\n$/ })
  t.strictSame(parsed(whole.out), await app.events())

  const file = join(makeFolder(t), 'events.ndjson')
  const first = await run(`bellhook export --url ${url} --out ${file} --json`)
  const [{ events, cursor }] = parsed(first.out) as [{ events: number; cursor: string }]
  t.equal(events, 120)
  await app.post('/webhooks/pms/guests', JSON.stringify({ externalId: 'g', source: 'acme', lastName: 'Sato' }))
  await run(`bellhook export --url ${url} --out ${file} --after ${cursor}`)
  t.strictSame(parsed(readFileSync(file, 'utf8')), await app.events())
  matchExactly(t, parsed((await run(`bellhook export --url ${url} --source acme`)).out), [{ subject: 'guest/g' }])

  const exists = await run(`bellhook export --url ${url} --out ${file}`)
  matchExactly(t, exists, { code: 2, out: '', err: /exists: use --overwrite to replace it/ })
  t.equal((await run(`bellhook export --url ${url} --out ${file} --overwrite`)).code, 0)
  t.strictSame(parsed(readFileSync(file, 'utf8')), await app.events())

  t.equal(await text(launch(t, `bellhook export --url ${url} | head -c 100; echo`).stderr), '')
  matchExactly(t, await run(`bellhook export --url ${url} --after x`), {
    code: 2,
    err: /cursor/,
    out: ''
  })
  t.match(await run('bellhook export --url http://127.0.0.1:1'), { code: 1, err: /No gateway answers/ })
})

t.test('a cursor that retention has passed ends each command with the oldest cursor that works', async (t) => {
  const app = await buildTestApp(t)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  await send(app, 3, 'SM')
  const { cursor } = (await app.get('/api/events?limit=1')).json()
  const { cursor: oldest } = (await app.get('/api/events?limit=2')).json()
  await app.rows('delete from events where position in (select position from events order by position limit 2)')
  for (const command of [
    `export --after ${cursor}`,
    `tail --since ${cursor}`,
    `listen --forward http://127.0.0.1:1/ --after ${cursor}`
  ]) {
    const { code, err } = await run(`bellhook ${command} --url ${url}`)
    t.equal(code, 1, command)
    hasText(t, err.replaceAll(/\s+/g, ' '), `The oldest cursor that still works is ${oldest}.`)
  }
})

t.test('tail shows what comes, without words of guests, and strangers cannot steer the terminal', async (t) => {
  const app = await buildTestApp(t)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  await send(app, 1, 'early')
  const asked: string[] = []
  app.app.server.on('request', ({ url = '' }) => asked.push(url))
  const shown = start(t, `bellhook tail --url ${url}`)
  const deliveries = start(t, `bellhook tail --url ${url} --deliveries --json`)
  const guests = start(t, `bellhook tail --url ${url} --all --channel sms --json`)
  await guests.until(/early0/)
  // They begin at the end of what is there when they first ask.
  while (asked.filter((url) => /stream.*now|deliveries.*after=(?!now)/.test(url)).length < 3) await pause()
  await pause(300)
  await send(app, 1, 'late')
  await app.post('/webhooks/pms/guests', JSON.stringify({ externalId: 'g\u001b[31m', source: 'a', lastName: 'Sato' }))
  await app.post('/webhooks/pms/guests', '{"externalId":1}')
  await Promise.all([shown.until(/rejected/), deliveries.until(/rejected/), guests.until(/late0/)])
  t.match(shown.text(), /^\d\d:\d\d:\d\d {2}sms {7}message\.received {8}message\/late0$/m)
  t.match(shown.text(), /^\d\d:\d\d:\d\d {2}pms\/guests {8}rejected {5}[0-9a-f-]{36}\n {10}.*lastName/m)
  const [{ id = '' } = {}] = parsed(deliveries.text()) as { id?: string }[]
  t.match(
    shown.text(),
    new RegExp(`sms {15}accepted {5}${id}\\n[^]*message/late0`),
    'a delivery comes before its events'
  )
  hasText(t, shown.text(), 'guest/g\ufffd[31m')
  t.notMatch(shown.text(), /early|Hello|Sato/)
  matchExactly(t, parsed(deliveries.text()), [
    { outcome: 'accepted' },
    { outcome: 'accepted' },
    { outcome: 'rejected' }
  ])
  matchExactly(t, parsed(guests.text()), [
    { data: { message: { text: containing('Hello') } } },
    { subject: 'message/late0' }
  ])
  const wrong = [
    '--type foo',
    '--all --type message',
    '--deliveries --type x',
    '--all --since x',
    '--since x',
    '--nope',
    'word'
  ]
  const runs = await Promise.all(wrong.map((words) => run(`bellhook tail --url ${url} ${words}`)))
  for (const result of runs) matchExactly(t, result, { code: 2, out: '', err: /^bellhook: /m })
})

t.test('listen hands on each event once it is taken, in order, also when the gateway has been away', async (t) => {
  const databaseUrl = await createDatabase(t)
  const port = await freePort()
  const first = await buildTestApp(t, {}, { databaseUrl })
  await first.app.listen({ host: '127.0.0.1', port })
  const bodies: string[] = []
  const types = new Set<string | undefined>()
  const results = new Set<string>()
  const program = createServer(async (request, reply) => {
    types.add(request.headers['content-type'])
    const body = Buffer.concat(await request.toArray())
    const { headers, method = '', url = '' } = request
    results.add(standardWebhooks().check({ headers, method, url, body, receivedAt: Date.now() }, [SIGNING_SECRET]))
    t.equal(headers['x-env'], 'test')
    bodies.push(body.toString())
    reply.writeHead(bodies.length === 2 ? 500 : 204).end()
  }).listen(0, '127.0.0.1')
  await once(program, 'listening')
  t.teardown(() => program.close())
  const target = `http://127.0.0.1:${(program.address() as AddressInfo).port}/hook`
  const listen = start(
    t,
    `bellhook listen --url http://127.0.0.1:${port} --forward ${target} --channel sms --after cDA --secret ${SIGNING_SECRET} --headers X-Env:test`
  )
  await send(first, 3, 'before')
  await listen.until(/before2: 204/)
  await first.app.close()
  const second = await buildTestApp(t, {}, { databaseUrl })
  await send(second, 2, 'away')
  await second.app.listen({ host: '127.0.0.1', port })
  await listen.until(/away1: 204/)

  const events = await second.events()
  t.equal(events.length, 5)
  t.strictSame(
    bodies.map(toJson),
    [events[0], events[1], ...events.slice(1)],
    'the second one twice, because of its 500'
  )
  t.strictSame([...types], ['application/cloudevents+json'])
  t.strictSame([...results], ['ok'])
  listen.interrupt()
  await listen.until(/To continue: npx bellhook listen --forward \S+ --after \S+\n/)
  const [, cursor = ''] = /--after (\S+)\n/.exec(listen.text()) ?? []
  t.strictSame((await second.get(`/api/events?after=${cursor}`)).json().events, [])
  t.match(listen.text(), /before1: 500 in \d+ ms, next try in 0\.5 s/)
  const closed = start(
    t,
    `bellhook listen --url http://127.0.0.1:${port} --forward http://127.0.0.1:2/ --after cDA --events message.*`
  )
  await closed.until(/before0: connection refused in \d+ ms/)
  for (const wrong of [
    '',
    '--forward x',
    '--forward ftp://a',
    `--forward ${target} --secret x`,
    `--forward ${target} --headers x`
  ])
    t.match(await run(`bellhook listen ${wrong}`), { code: 2 })
  const withUser = await run(`bellhook listen --forward ${target.replace('//', '//me:secret@')}`)
  matchExactly(t, withUser, { code: 2, out: '', err: /without a user/ })
  t.notMatch(withUser.err, 'secret')
})

const pause = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms))
const toJson = (text: string): unknown => JSON.parse(text)

function parsed(lines: string): unknown[] {
  return lines.trim().split('\n').map(toJson)
}

/** Runs a line of a shell. */
function launch(t: Test, command: string): ChildProcessByStdio<null, Readable, Readable> {
  const line = command.replace('bellhook', `exec ${process.execPath} ${BELLHOOK}`).replace(/exec (.*\|)/, '$1')
  const env = { PATH: process.env['PATH'], API_TOKEN }
  const child = spawn('sh', ['-c', line], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill())
  return child
}

function run(command: string): Promise<CommandResult> {
  const [, ...words] = command.split(' ')
  return bellhook(words, { API_TOKEN })
}

interface Running {
  text(): string
  until(pattern: RegExp): Promise<void>
  interrupt(): void
}

function start(t: Test, command: string): Running {
  const child = launch(t, command)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return {
    text: () => printed,
    interrupt: () => void child.kill('SIGINT'),
    async until(pattern) {
      while (!pattern.test(printed)) await pause()
    }
  }
}
