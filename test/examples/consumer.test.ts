import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { freePort } from '../../bench/free-port.ts'
import { send } from '../feed/stream-fixture.ts'
import { ROOT } from '../support/root.ts'
import { API_TOKEN, buildTestApp, createDatabase, makeFolder } from '../support/test-app.ts'

const SOURCE = join(ROOT, 'examples/consumer')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0

t.test('the consumer in TypeScript', async (t) => follow(t, { command: process.execPath, args: [compiled(t)] }))

t.test('the consumer in Python', { skip: !HAS_PYTHON }, async (t) =>
  follow(t, { command: 'python3', args: [join(SOURCE, 'consumer.py')] })
)

/** Each event is handled once and in order, while the gateway and the consumer are restarted. */
async function follow(t: Test, { command, args }: { command: string; args: string[] }): Promise<void> {
  const databaseUrl = await createDatabase(t)
  const port = await freePort()
  const cwd = makeFolder(t)
  let printed = ''
  const launch = (): ChildProcess => {
    const env = { PATH: process.env['PATH'], BELLHOOK_URL: `http://127.0.0.1:${port}`, BELLHOOK_TOKEN: API_TOKEN }
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout?.on('data', (chunk) => (printed += chunk))
    t.teardown(() => child.kill('SIGKILL'))
    return child
  }
  const first = launch()
  const gateway = await buildTestApp(t, {}, { databaseUrl })
  await gateway.app.listen({ host: '127.0.0.1', port })
  await send(gateway, 3, 'a')
  await until(() => printed.includes('a2'))
  first.kill('SIGKILL')
  await once(first, 'exit')
  await send(gateway, 2, 'b')
  const second = launch()
  await until(() => printed.includes('b1'))
  second.kill('SIGKILL')

  const handled = [...new Set(printed.trim().split('\n'))]
  t.strictSame(
    handled,
    ['a0', 'a1', 'a2', 'b0', 'b1'].map((id) => `message.received message/${id}`)
  )
}

/** Node.js 20 cannot run TypeScript. */
function compiled(t: Test): string {
  const file = join(makeFolder(t), 'consumer.mjs')
  const source = readFileSync(join(SOURCE, 'consumer.ts'), 'utf8')
  writeFileSync(
    file,
    ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } })
      .outputText
  )
  return file
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the consumer did not get there in a minute')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
