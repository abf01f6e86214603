import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import t, { type Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { ROOT } from '../support/root.ts'
import { copyDataDir, isAlive, postmaster, until } from './fixture.ts'

const SERVER = resolve(ROOT, 'dist/src/server.js')

t.test('a gateway that is killed under load leaves no PostgreSQL behind, and loses nothing', async (t) => {
  const dataDir = await copyDataDir(t)
  const gateway = await launch(t, dataDir)
  const pid = await postmaster(join(dataDir, 'postgres'))
  const acknowledged = await load(gateway, 300)
  t.ok(acknowledged.length >= 300)
  await until('the server has ended', async () => !(await isAlive(pid)))
  await t.rejects(postmaster(join(dataDir, 'postgres')), { code: 'ENOENT' }, 'it was shut down, not killed')

  const next = await launch(t, dataDir)
  const missing = await missingOf(next, acknowledged)
  t.strictSame(missing, [])
})

t.test('a restart right after a kill works at once, and loses nothing', async (t) => {
  const dataDir = await copyDataDir(t)
  const gateway = await launch(t, dataDir)
  const acknowledged = await load(gateway, 50)
  const next = await launch(t, dataDir)
  t.strictSame(await missingOf(next, acknowledged), [])
})

t.test('the server stays for the other gateway, and ends with the last one', async (t) => {
  const dataDir = await copyDataDir(t)
  const [one, other] = [await launch(t, dataDir), await launch(t, dataDir)]
  const pid = await postmaster(join(dataDir, 'postgres'))
  await killed(one.child)
  await until('the watchdog of the first has ended', async () => (await watchdogs(dataDir)).length === 1)
  t.equal(await isAlive(pid), true)
  t.equal((await post(other, 'still')).status, 200)
  await killed(other.child)
  await until('the server has ended', async () => !(await isAlive(pid)))
})

t.test('a gateway that ends in order leaves neither a server nor a watchdog', async (t) => {
  const dataDir = await copyDataDir(t)
  const gateway = await launch(t, dataDir)
  const pid = await postmaster(join(dataDir, 'postgres'))
  t.equal((await watchdogs(dataDir)).length, 1)
  gateway.child.kill('SIGTERM')
  await once(gateway.child, 'exit')
  t.equal(await isAlive(pid), false)
  await until('the watchdog has ended', async () => (await watchdogs(dataDir)).length === 0)
})

interface Gateway {
  child: ChildProcess
  url: string
  token: string
}

async function launch(t: Test, dataDir: string): Promise<Gateway> {
  const port = await freePort()
  const { PATH = '' } = process.env
  const env = { PATH, PORT: String(port), DATA_DIR: dataDir, API_TOKEN: 'a-token-for-this-test-only' }
  const child = spawn(execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  t.teardown(() => killed(child))
  await until(`the gateway has started: ${printed}`, () => {
    if (child.exitCode !== null) throw new Error(printed)
    return printed.includes('Webhook URLs')
  })
  return { child, url: `http://127.0.0.1:${port}`, token: env.API_TOKEN }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function post({ url }: Gateway, id: string): Promise<Response> {
  const body = new URLSearchParams({ MessageSid: `SM${id}`, From: '+15550100001', To: '+15550100002', Body: id })
  return fetch(`${url}/webhooks/sms`, { method: 'POST', body })
}

/** Sends from several connections, and kills the gateway once so many are acknowledged. Returns those that were. */
async function load(gateway: Gateway, count: number): Promise<string[]> {
  const acknowledged: string[] = []
  await Promise.all(
    Array.from({ length: 8 }, async (_, sender) => {
      for (let n = 0; gateway.child.signalCode === null; n++) {
        const id = `${sender}-${n}`
        const reply = await post(gateway, id).catch(() => undefined)
        if (reply?.status === 200) acknowledged.push(id)
        if (acknowledged.length >= count) gateway.child.kill('SIGKILL')
      }
    })
  )
  return acknowledged
}

async function missingOf({ url, token }: Gateway, acknowledged: readonly string[]): Promise<string[]> {
  const seen = new Set<string>()
  for (let after = ''; ; ) {
    const headers = { authorization: `Bearer ${token}` }
    const reply = await fetch(`${url}/api/events?limit=1000${after}`, { headers })
    const { events, cursor } = Object(await reply.json())
    for (const { subject } of events) seen.add(subject)
    if (events.length === 0) break
    after = `&after=${cursor}`
  }
  return acknowledged.filter((id) => !seen.has(`message/SM${id}`))
}

/** Command lines of the processes that watch over a data directory. */
async function watchdogs(dataDir: string): Promise<string[]> {
  const ps = spawn('ps', ['-ww', '-eo', 'args='], { stdio: ['ignore', 'pipe', 'ignore'] })
  let printed = ''
  ps.stdout.on('data', (chunk) => (printed += chunk))
  await once(ps, 'close')
  const mentions = (line: string) => line.includes('stop-abandoned') && line.includes(join(dataDir, 'postgres'))
  return printed.split('\n').filter(mentions)
}
