import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { freePort } from '../bench/free-port.ts'
import { containing } from './support/containing.ts'
import { hasText } from './support/has-text.ts'
import { matchExactly } from './support/match-exactly.ts'
import { ROOT } from './support/root.ts'
import { createDatabase, makeFolder, SECRETS } from './support/test-app.ts'
import { until } from './support/until.ts'

// The process itself, as it was built by `npm test` or `npm run build`.
const SERVER = resolve(ROOT, 'dist/src/server.js')
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')

/** For gateways whose test sets none. Without it they would write into data/ of the repository. */
const DATA_DIR = makeFolder(t)

t.test(
  'from an empty folder to an event with the command it prints, also after a kill and a failed start',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhook-start-'))
    chmodSync(folder, 0o755)
    t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
    const environ = { PORT: String(await freePort()), DATA_DIR: join(folder, 'data') }

    const first = await start(t, environ)
    hasText(t, first.printed(), 'Creating the embedded PostgreSQL in')
    hasText(t, first.printed(), 'without a secret, anyone can post to whatsapp, sms, pms')
    const [, command = ''] = /^ {2}Try +npx (.*)$/m.exec(first.printed()) ?? []
    hasText(t, bellhook(command, environ), '200 OK\n')
    const tokenFile = join(environ.DATA_DIR, 'api-token')
    const token = readFileSync(tokenFile, 'utf8')
    t.equal(statSync(tokenFile).mode & 0o777, 0o600)
    t.match(first.printed(), tokenFile)
    t.notMatch(first.printed(), token.trim())
    const read = (path: string) =>
      shell(`curl -s -H "Authorization: Bearer $(cat ${tokenFile})" http://127.0.0.1:${environ.PORT}${path}`)
    t.equal(JSON.parse(read('/api/events')).events.length, 1)
    matchExactly(t, JSON.parse(shell(`curl -s http://127.0.0.1:${environ.PORT}/api/events`)).error, {
      message: `Send the API token: Authorization: Bearer $(cat ${tokenFile}).`
    })
    t.match(shell(`curl -si http://127.0.0.1:${environ.PORT}/`), /^HTTP\/1\.1 302[\s\S]*\nlocation: \/app\r/)

    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await start(t, environ)
    t.equal(readFileSync(tokenFile, 'utf8'), token, 'the token stays')
    t.equal(JSON.parse(read('/api/events')).events.length, 1, 'nothing is lost')

    // A start that fails must not touch the token of the gateway that runs, nor its PostgreSQL.
    const third = await run(environ)
    matchExactly(t, third, {
      code: 1,
      text: containing(`127.0.0.1:${environ.PORT} is in use. Try PORT=${Number(environ.PORT) + 1}. (EADDRINUSE)`)
    })
    hasText(t, bellhook('bellhook export', environ), '"type":"message.received"')

    // Nor must a second gateway of the same folder that ends in order.
    const beside = await start(t, { ...environ, PORT: String(await freePort()) })
    beside.child.kill('SIGTERM')
    t.strictSame(await once(beside.child, 'exit'), [0, null])
    t.equal(readFileSync(tokenFile, 'utf8'), token)
    t.equal(JSON.parse(read('/api/events')).events.length, 1)

    second.child.kill('SIGHUP')
    const [code] = await once(second.child, 'exit')
    t.equal(code, 0)
    t.notOk(existsSync(join(environ.DATA_DIR, 'postgres/data/postmaster.pid')), 'PostgreSQL has ended')
    t.throws(() => execFileSync('curl', ['-sf', `http://127.0.0.1:${environ.PORT}/healthz`]))
  }
)

t.test('a first start that fails leaves no PostgreSQL behind', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-start-'))
  chmodSync(folder, 0o755)
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const environ = { PORT: String(Object(taken.address()).port), DATA_DIR: join(folder, 'data') }
  matchExactly(t, await run(environ), { code: 1, text: /is in use/ })
  t.notOk(existsSync(join(environ.DATA_DIR, 'postgres/data/postmaster.pid')))
})

t.test('a database that does not answer is named, and the start claims nothing about it', async (t) => {
  const port = await freePort()
  const server = await start(t, {
    PORT: String(await freePort()),
    DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${port}/x`
  })
  hasText(t, server.printed(), `WARNING: PostgreSQL at 127.0.0.1:${port} refuses connections.`)
  hasText(t, server.printed(), 'Deliveries are stored in the spool until the database answers.')
  t.notMatch(server.printed(), /stores events in|hunter2/)
})

t.test('with secrets set, no secret is printed', async (t) => {
  const secret = 'do-not-print-this-secret'
  const environ = { PORT: String(await freePort()), DATABASE_URL: await createDatabase(t) }
  const server = await start(t, {
    ...environ,
    WHATSAPP_APP_SECRET: secret,
    API_TOKEN: secret,
    TWILIO_AUTH_TOKEN: secret
  })
  t.notMatch(server.printed(), secret)
  hasText(
    t,
    server.printed(),
    'WARNING: API_TOKEN and WHATSAPP_APP_SECRET and TWILIO_AUTH_TOKEN have the same secret: use a different one for each\n'
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
  t.match(text, /^ {2}- DATABASE_URL connects to db\.invalid without TLS/m)
  t.notMatch(text, /hunter2|p@ss|\bat .*\.js/)
})

t.test('a secret that no request can match ends the start with 78, also beside a good one', async (t) => {
  const good = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  for (const GUESTY_WEBHOOK_SECRET of ['whsec_!!!!', `${good},whsec_!!!!`]) {
    const { code, text } = await run({ GUESTY_WEBHOOK_SECRET })
    t.equal(code, 78)
    t.match(text, /^ {2}- GUESTY_WEBHOOK_SECRET .*use `whsec_` and the key in base64/m)
    t.notMatch(text, '!!!!')
  }
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
  t.ok(Date.now() - began < 30_000)
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
  hasText(t, busy.text, `127.0.0.1:${port} is in use. Try PORT=`)

  const wrong = new URL(databaseUrl)
  wrong.password = 'not-the-password'
  const refused = await run({ PORT: String(await freePort()), DATABASE_URL: wrong.href })
  if (refused.code === 0) t.comment('this server trusts every password')
  else hasText(t, refused.text, 'refuses the password')
  t.notMatch(refused.text, 'not-the-password')
})

t.test('a gateway goes on although nobody reads what it prints', async (t) => {
  const environ = { PORT: String(await freePort()), DATABASE_URL: await createDatabase(t), DATA_DIR: makeFolder(t) }
  for (const [file, ...words] of [[SERVER], [BELLHOOK, 'start']] as const) {
    const { PATH = '' } = process.env
    const child = spawn(process.execPath, [file, ...words], {
      env: { PATH, ...environ },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    t.teardown(() => child.kill('SIGKILL'))
    child.stdout.destroy()
    child.stderr.destroy()
    const exit = once(child, 'exit')
    const answers = () =>
      fetch(`http://127.0.0.1:${environ.PORT}/readyz`).then(
        ({ ok }) => ok,
        () => false
      )
    await until(async () => child.exitCode !== null || (await answers()), 'an answer, or the end')
    t.equal(child.exitCode, null, file)
    child.kill('SIGTERM')
    t.strictSame(await exit, [0, null], file)
  }
})

function launch(environ: Record<string, string>): { child: ChildProcess; printed: () => string } {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH, DATA_DIR, ...environ },
    stdio: ['ignore', 'pipe', 'pipe']
  })
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
  for (let tries = 0; !server.printed().includes('Webhook URLs'); tries++) {
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

function shell(command: string): string {
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' })
}

/** Runs a command line that begins with `bellhook`. */
function bellhook(line: string, environ: Record<string, string>): string {
  const [, ...words] = line.split(' ')
  const { PATH = '' } = process.env
  return execFileSync(process.execPath, [BELLHOOK, ...words], { env: { PATH, ...environ }, encoding: 'utf8' })
}
