import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { bellhook as runHere } from '../support/run-command-line.ts'
import { API_TOKEN, makeFolder } from '../support/test-app.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')
// A terminal for a program, of util-linux.
const HAS_TERMINAL = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')
const ALL = 5_500
const WORDS = 'n'.repeat(300)

t.test(
  'a file that cannot be written any more has the events that were counted, and the export continues behind them',
  async (t) => {
    const { url } = await startGateway(t)
    const file = join(makeFolder(t), 'events.ndjson')
    const exported = `${process.execPath} ${BELLHOOK} export --url ${url} --out ${file}`
    const limited = (blocks: number, command: string) =>
      done(launch(t, 'sh', ['-c', `ulimit -f ${blocks}; ${command}`]))
    const broken = await limited(2_000, exported)
    t.equal(broken.code, 1)
    const [, count, cursor] =
      /^Interrupted after (\d+) events\. Continue with: --after (\S+)\n/.exec(broken.stderr) ?? []
    t.ok(Number(count) > 0 && Number(count) < ALL, broken.stderr)
    t.equal(numbers(file).length, Number(count))
    t.match(await done(launch(t, 'sh', ['-c', `${exported} --after ${cursor}`])), { code: 0 })
    t.strictSame(numbers(file), upTo(ALL))

    const size = readFileSync(file).length
    const full = await limited(Math.ceil(size / 512), `${exported} --after 0`)
    t.match(full, { code: 1, stderr: /^(?!Interrupted)/ })
    t.strictSame(numbers(file), upTo(ALL), 'what was there before stays')
    if (process.platform === 'linux')
      t.match(await done(bellhook(t, '--url', url, '--out', '/dev/full', '--overwrite')), { code: 1, stderr: /full/ })
  }
)

t.test('a gateway that is away empties no file', async (t) => {
  const file = join(makeFolder(t), 'events.ndjson')
  writeFileSync(file, 'kept\n')
  t.match(await runHere(['export', '--url', 'http://127.0.0.1:2', '--out', file]), {
    code: 1,
    err: /^No gateway answers/
  })
  t.equal(readFileSync(file, 'utf8'), 'kept\n')
})

t.test('Ctrl-C leaves whole lines, and names the cursor', async (t) => {
  const { url, asked } = await startGateway(t, 2_000)
  const file = join(makeFolder(t), 'events.ndjson')
  const line = 'Interrupted after 2000 events. Continue with: --after 2000'
  const child = bellhook(t, '--url', url, '--out', file)
  await asked(2_000)
  child.kill('SIGINT')
  t.strictSame(await done(child), { code: 130, stdout: '', stderr: `${line}\n` })
  t.strictSame(numbers(file), upTo(2_000))

  const piped = bellhook(t, '--url', url, '--json')
  const result = done(piped)
  await asked(2_000)
  piped.kill('SIGINT')
  matchExactly(t, await result, { code: 130, stderr: '{"events":2000,"cursor":"2000"}\n' })
  t.equal((await result).stdout, readFileSync(file, 'utf8'))

  if (HAS_TERMINAL) {
    const words = [process.execPath, BELLHOOK, 'export', '--url', url, '--out', file, '--overwrite']
    const terminal = launch(t, 'script', ['-qec', words.join(' '), '/dev/null'])
    await asked(2_000)
    terminal.stdin?.write('\u0003')
    const { code, stdout } = await done(terminal)
    t.equal(code, 130)
    hasText(t, stdout, line)
    t.strictSame(numbers(file), upTo(2_000))
  }
})

t.test('with --json the cursor is printed as well, beside the events', async (t) => {
  const { url } = await startGateway(t)
  const result = await runHere(['export', '--url', url, '--json', '--after', '5000'], { API_TOKEN })
  matchExactly(t, result, { code: 0, err: '{"events":500,"cursor":"5500"}\n' })
  t.equal(result.out.trim().split('\n').length, 500)
})

t.test('a page that is shorter than asked for is not the end where the gateway says so', async (t) => {
  const { url } = await startGateway(t, Number.POSITIVE_INFINITY, 700)
  const result = await runHere(['export', '--url', url, '--json'], { API_TOKEN })
  matchExactly(t, result, { code: 0, err: '{"events":5500,"cursor":"5500"}\n' })
  t.equal(result.out.trim().split('\n').length, ALL)
})

interface Gateway {
  url: string
  /** Resolves when what lies behind this number is asked for. */
  asked(after: number): Promise<void>
}

/**
 * The feed of a gateway, whose events and cursors are numbers. Behind `silentAfter` it does not answer. With `most` its pages have no
 * more events, and say whether there are more, as those of today's gateways do.
 */
async function startGateway(t: Test, silentAfter = Number.POSITIVE_INFINITY, most?: number): Promise<Gateway> {
  let asked = (_after: number) => {}
  const server = createServer((request, reply) => {
    const { searchParams } = new URL(request.url ?? '', 'http://gateway.test')
    const after = Number(searchParams.get('after'))
    asked(after)
    if (after >= silentAfter) return
    const cursor = Math.min(ALL, after + Math.min(most ?? ALL, Number(searchParams.get('limit'))))
    if (most !== undefined) reply.setHeader('bellhook-more', String(cursor < ALL))
    const events = upTo(cursor).slice(after)
    reply.end(JSON.stringify({ events: events.map((id) => ({ id, words: WORDS })), cursor: String(cursor) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (expected) =>
      new Promise((resolve) => {
        asked = (after) => {
          if (after === expected) resolve()
        }
      })
  }
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1)
}

/** The events of a file that has nothing but whole lines. */
function numbers(file: string): number[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line).id)
}

function bellhook(t: Test, ...words: string[]): ChildProcess {
  return launch(t, process.execPath, [BELLHOOK, 'export', ...words])
}

function launch(t: Test, command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], API_TOKEN }, stdio: 'pipe' })
  t.teardown(() => child.kill())
  return child
}

async function done(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk) => (printed[name] += chunk))
  const [code] = await once(child, 'close')
  return { code, ...printed }
}
