import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { recommendedWorkers } from '../../src/config/workers.ts'
import { gatherSpool } from '../../src/spool/gather-spool.ts'
import { ROOT } from '../support/root.ts'
import { createDatabase, makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const SERVER = resolve(ROOT, 'dist/src/server.js')

t.test('two workers are one gateway: one port, one page of metrics, one end, and a lost one is replaced', async (t) => {
  const folder = makeFolder(t)
  const port = await freePort()
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...{ PATH: process.env['PATH'], DATA_DIR: folder, PORT: String(port), WORKERS: '2' },
      DATABASE_URL: await createDatabase(t)
    },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill('SIGKILL'))
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  await until(() => log.includes('Webhook URLs'), 'the start')
  t.equal(log.match(/Webhook URLs/g)?.length, 1, 'one banner')
  const token = readFileSync(join(folder, 'api-token'), 'utf8').trim()
  const url = `http://127.0.0.1:${port}`
  const get = (path: string) =>
    fetch(url + path, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })
  const metric = async (name: string) => {
    const page = await (await get('/metrics')).text()
    return Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1]
    )
  }

  const posts = Array.from({ length: 20 }, (_, n) =>
    fetch(`${url}/webhooks/sms`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: new URLSearchParams({ MessageSid: `SM${n % 10}`, From: '+491', To: '+492' })
    })
  )
  t.strictSame([...new Set((await Promise.all(posts)).map(({ status }) => status))], [200])
  const accepted = 'bellhook_deliveries_total{channel="sms",outcome="accepted",reason="none"}'
  t.equal(await metric(accepted), 10, 'ten are new, whichever worker has stored them')
  t.strictSame(await (await get('/readyz')).json(), { status: 'ok' })
  t.strictSame(readdirSync(join(folder, 'spool')).sort(), ['worker-1', 'worker-2'])

  const [one] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
  process.kill(Number(one), 'SIGKILL')
  await until(
    () => log.includes('another one takes its place') && (log.match(/Server listening/g) ?? []).length === 3,
    'the new worker'
  )
  t.equal(await metric('bellhook_workers_replaced_total'), 1)

  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  t.equal(code, 0)
  await t.rejects(fetch(`${url}/healthz`))
})

t.test('workers that cannot listen end the start with the reason', async (t) => {
  const taken = spawn(process.execPath, [
    '-e',
    "require('net').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})"
  ])
  t.teardown(() => taken.kill())
  const [port] = await once(taken.stdout, 'data')
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...{ PATH: process.env['PATH'], DATA_DIR: makeFolder(t), PORT: String(port).trim(), WORKERS: '2' },
      DATABASE_URL: await createDatabase(t)
    }
  })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = await once(child, 'exit')
  t.equal(code, 1)
  t.match(text, /^\nBellhook did not start\. 127\.0\.0\.1:\d+ is in use\. Try PORT=\d+\. \(EADDRINUSE\)\n$/)
})

t.test('a start finds what the workers of an earlier one have spooled, whatever their number was', async (t) => {
  const spool = join(makeFolder(t), 'spool')
  mkdirSync(join(spool, 'worker-2'), { recursive: true })
  mkdirSync(join(spool, 'damaged'))
  for (const name of ['a.ready', 'worker-2/b.writing', 'damaged/c.record']) writeFileSync(join(spool, name), name)
  await gatherSpool(spool, join(spool, 'worker-1'))
  t.strictSame(readdirSync(join(spool, 'worker-1')).sort(), ['a.ready', 'b.writing'])
  await gatherSpool(spool, spool)
  t.strictSame(readdirSync(spool).sort(), ['a.ready', 'b.writing', 'damaged', 'worker-1', 'worker-2'])
  t.strictSame(readdirSync(join(spool, 'worker-1')), [])
})

t.test('the recommended number leaves half of the processors to the database', async (t) => {
  t.strictSame(
    [1, 2, 3, 4, 6, 8, 64].map((processors) => recommendedWorkers(processors)),
    [1, 1, 1, 2, 3, 3, 3]
  )
})
