import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { EVENT } from '../../src/api/examples.ts'
import { startStandIn, TOKEN } from '../support/consumer-stand-in.ts'
import { installExample, runExample } from '../support/example.ts'
import { ROOT } from '../support/root.ts'
import { makeFolder } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const SECRET = `whsec_${randomBytes(24).toString('base64')}`
const OLD_SECRET = `whsec_${randomBytes(24).toString('base64')}`
const PYTHON = join(ROOT, 'examples/consumer-python/receive.py')
const STAND_IN = join(ROOT, 'test/fixtures/examples')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0
const HAS_PACKAGE = spawnSync('python3', ['-c', 'import standardwebhooks']).status === 0

t.test('the consumer in TypeScript handles events, and stops on SIGTERM', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1')
  const file = installExample(t, 'examples/consumer-ts/consume.ts')
  const env = { BELLHOOK_URL: gateway.url, BELLHOOK_TOKEN: TOKEN }
  const { child, printed } = runExample(t, { command: process.execPath, file, cwd: dirname(file), env })
  await until(() => gateway.open().length === 0, 'the event is settled')
  gateway.add('ben', 'b1')
  await until(() => gateway.open().length === 0, 'the event is settled')
  t.strictSame(printed(), [`${EVENT.type} anna`, `${EVENT.type} ben`])
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  t.equal(code, 0)
})

t.test('the receiver in TypeScript', async (t) => {
  const file = installExample(t, 'examples/consumer-ts/receive.ts')
  await receives(t, { command: process.execPath, file, cwd: dirname(file), env: {} })
})

const packageName = HAS_PACKAGE ? 'the package standardwebhooks' : 'a stand-in for the package standardwebhooks'
t.test(`the receiver in Python, with ${packageName}`, { skip: !HAS_PYTHON }, async (t) => {
  const env: Record<string, string> = HAS_PACKAGE ? {} : { PYTHONPATH: STAND_IN }
  await receives(t, { command: 'python3', file: PYTHON, cwd: makeFolder(t), env })
})

async function receives(
  t: Test,
  { env, ...program }: { command: string; file: string; cwd: string; env: Record<string, string> }
): Promise<void> {
  const port = await freePort()
  const settings = { SIGNING_SECRET: `${SECRET},${OLD_SECRET}`, PORT: String(port) }
  const { printed } = runExample(t, { ...program, env: { ...env, ...settings } })
  await until(() => printed().length === 1, 'it is ready')
  const post = async (value: unknown, change: { secret?: string; headers?: Record<string, string> } = {}) => {
    const body = JSON.stringify(value)
    const headers = { ...signed(body, change.secret), ...change.headers }
    const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers })
    return status
  }
  const event = (id: string) => ({ ...EVENT, id, subject: `message/${id}` })
  const ok = async (value: unknown, secret?: string) => {
    t.ok([200, 204].includes(await post(value, secret === undefined ? {} : { secret })))
  }
  await ok(event('e1'))
  await ok(event('e1'))
  await ok([event('e2'), event('e3')], OLD_SECRET)
  t.equal(await post(event('e4'), { secret: `whsec_${randomBytes(24).toString('base64')}` }), 401)
  t.equal(await post(event('e4'), { headers: { 'webhook-timestamp': '1' } }), 401)
  t.equal(await post(event('e4'), { headers: { 'webhook-signature': 'nonsense' } }), 401)
  t.strictSame(
    printed(),
    ['ready', ...['e1', 'e2', 'e3'].map((id) => `${EVENT.type} message/${id}`)],
    'each event once, and nothing forged'
  )
}

function signed(body: string, secret = SECRET): Record<string, string> {
  const at = new Date()
  return {
    'content-type': 'application/cloudevents+json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body)
  }
}
