import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { freePort } from '../bench/free-port.ts'
import { ROOT } from './support/root.ts'
import { createDatabase, SECRETS } from './support/test-app.ts'

// The process itself, as it was built by `npm test` or `npm run build`.
const SERVER = resolve(ROOT, 'dist/src/server.js')

t.test('from an empty folder to an event with the two commands it prints, also after a kill', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-start-'))
  chmodSync(folder, 0o755)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const environ = { PORT: String(await freePort()), DATA_DIR: join(folder, 'data') }

  const first = await start(t, environ)
  for (const path of [
    'whatsapp',
    'sms',
    'sms/status',
    'pms/guests',
    'pms/reservations',
    'pms/events',
    'pms/mews',
    'pms/cloudbeds'
  ]) {
    t.match(first.printed(), `http://127.0.0.1:${environ.PORT}/webhooks/${path}\n`)
  }
  t.match(first.printed(), 'WHATSAPP_APP_SECRET')
  t.match(first.printed(), '"verified": false')
  const [send = '', see = ''] = first
    .printed()
    .split('\n')
    .filter((line) => line.startsWith('    curl '))
  t.equal(shell(send), 'OK')
  t.match(JSON.parse(shell(see)).events, [{ type: 'message.received', data: { message: { text: 'Hello' } } }])

  const tokenFile = join(environ.DATA_DIR, 'api-token')
  t.match(see, `Bearer ${readFileSync(tokenFile, 'utf8').trim()}"`)
  t.equal(statSync(tokenFile).mode & 0o777, 0o600)

  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = await start(t, environ)
  const seeAgain =
    second
      .printed()
      .split('\n')
      .findLast((line) => line.startsWith('    curl ')) ?? ''
  t.equal(JSON.parse(shell(seeAgain)).events.length, 1, 'nothing is lost')
  t.equal(shell(send), 'OK')
  t.equal(JSON.parse(shell(seeAgain)).events.length, 1, 'nothing is doubled')

  second.child.kill('SIGTERM')
  const [code] = await once(second.child, 'exit')
  t.equal(code, 0)
  t.notOk(existsSync(tokenFile))
  t.throws(() => execFileSync('curl', ['-sf', `http://127.0.0.1:${environ.PORT}/healthz`]))
})

t.test('with secrets set, the printed example is signed and no secret is printed', async (t) => {
  const secret = 'do-not-print-this-secret'
  const environ = { PORT: String(await freePort()), DATABASE_URL: await createDatabase(t) }
  const server = await start(t, {
    ...environ,
    WHATSAPP_APP_SECRET: secret,
    API_TOKEN: secret,
    TWILIO_AUTH_TOKEN: secret
  })
  const [send = '', see = ''] = server
    .printed()
    .split('\n')
    .filter((line) => line.startsWith('    curl '))
  t.equal(shell(send), 'OK')
  t.equal(shell(send.replace('Hello', 'Hellp')), 'Invalid signature')
  t.match(JSON.parse(shell(see, { API_TOKEN: secret })).events, [{ verified: true }])
  t.notMatch(server.printed(), secret)
  t.match(
    server.printed(),
    'WARNING: API_TOKEN and WHATSAPP_APP_SECRET and TWILIO_AUTH_TOKEN have the same secret: give each a secret of its own\n'
  )
})

t.test('in production weak secrets and a database without TLS stop the start', async (t) => {
  const { code, text } = await run({
    ...SECRETS,
    API_TOKEN: 'p@ss,1',
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://u:hunter2@db.invalid/x'
  })
  t.equal(code, 78)
  t.match(text, /^ {2}- API_TOKEN has a secret of 1 character: use at least 24, .* split at its commas/m)
  t.match(text, /^ {2}- DATABASE_URL leads to db\.invalid without TLS/m)
  t.notMatch(text, /hunter2|p@ss|\bat .*\.js/)
})

t.test('SIGTERM lets requests finish, and ends within seconds although a client keeps its connection', async (t) => {
  const environ = { PORT: String(await freePort()), DATABASE_URL: await createDatabase(t) }
  const server = await start(t, environ)
  const url = `http://127.0.0.1:${environ.PORT}/webhooks/sms`
  const began = Date.now()
  const replies = Array.from({ length: 40 }, (_, n) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ MessageSid: `SM${n}`, From: '+491', To: '+492' }) })
  )
  await Promise.race(replies)
  server.child.kill('SIGTERM')
  const settled = await Promise.allSettled(replies)
  const statuses = settled.map((result) => (result.status === 'fulfilled' ? result.value.status : 0))
  t.strictSame(
    statuses.filter((status) => status >= 300),
    []
  )
  const [code] = await once(server.child, 'exit')
  t.equal(code, 0)
  t.ok(Date.now() - began < 10_000)
})

t.test('says everything that is wrong with the settings, and ends with 78', async (t) => {
  const { code, text } = await run({ PORT: '99999', HOST: '0.0.0.0', DATABASE_URL: 'mysql://root:hunter2@db/x' })
  t.equal(code, 78)
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'WHATSAPP_APP_SECRET',
    'TWILIO_AUTH_TOKEN',
    'PMS_WEBHOOK_SECRET',
    'API_TOKEN'
  ]) {
    t.match(text, name)
  }
  t.notMatch(text, 'hunter2')
  t.notMatch(text, /\bat .*\.js/)
})

t.test('a taken port and a wrong password are said plainly', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const databaseUrl = await createDatabase(t)
  const port = String(Number(Object(taken.address()).port))
  const busy = await run({ PORT: port, DATABASE_URL: databaseUrl })
  t.equal(busy.code, 1)
  t.match(busy.text, 'Set PORT to a free one')

  const wrong = new URL(databaseUrl)
  wrong.password = 'not-the-password'
  const refused = await run({ PORT: String(await freePort()), DATABASE_URL: wrong.href })
  if (refused.code === 0) t.comment('this server trusts every password')
  else t.match(refused.text, 'refuses the password')
  t.notMatch(refused.text, 'not-the-password')
})

function launch(environ: Record<string, string>): { child: ChildProcess; printed: () => string } {
  const { PATH = '' } = process.env
  // Without the hooks of tap, which write into a directory of root when the process ends.
  const command = ['-u', 'NODE_OPTIONS', process.execPath, SERVER]
  const child = spawn('env', command, { env: { PATH, ...environ }, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, printed: () => text }
}

async function start(t: Parameters<typeof createDatabase>[0], environ: Record<string, string>) {
  const server = launch(environ)
  t.teardown(async () => {
    if (server.child.exitCode !== null || server.child.signalCode !== null) return
    server.child.kill('SIGTERM')
    await once(server.child, 'exit')
  })
  for (let tries = 0; !server.printed().includes('See the event it became'); tries++) {
    if (tries > 600 || server.child.exitCode !== null) throw new Error(`did not start: ${server.printed()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return server
}

async function run(environ: Record<string, string>): Promise<{ code: number; text: string }> {
  const { child, printed } = launch(environ)
  const [code] = await once(child, 'exit')
  return { code, text: printed() }
}

function shell(command: string, environ: Record<string, string> = {}): string {
  return execFileSync('sh', ['-c', `${command} -s`], { env: { ...process.env, ...environ }, encoding: 'utf8' })
}
