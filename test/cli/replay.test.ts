import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { fact, inn, problem } from '../replay/inn.ts'
import { containing } from '../support/containing.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { type CommandResult, bellhook as runBellhook } from '../support/run-command-line.ts'
import { API_TOKEN, buildTestApp, createDatabase, type TestApp } from '../support/test-app.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')
// A terminal for a program, of util-linux.
const CAN_ASK = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

t.test('replay shows what is different, writes it when it may, and says so', async (t) => {
  const databaseUrl = await createDatabase(t)
  const old = await buildTestApp(t, {}, { databaseUrl, adapters: [inn(problem)] })
  const today = await buildTestApp(t, {}, { databaseUrl, adapters: [inn((stay) => fact('reservation.updated', stay))] })
  const bellhook = await commandsOn(t, today)
  const ids = [await send(old, 'secret words', 'a'), await send(old, 'secret words', 'b\u001b[31m')]
  const [first = ''] = ids

  const shown = await bellhook('replay', first, '--dry-run')
  matchExactly(t, shown, {
    code: 0,
    out: containing(`${first}  quarantined -> accepted\n  new        reservation.updated  reservation/a`)
  })
  hasText(t, shown.out, '1 delivery read, 1 with changes: 1 new event, 0 corrections.')
  t.notMatch(shown.out, 'secret')
  const unasked = await bellhook('replay', '--outcome', 'quarantined')
  t.match(unasked, { code: 2, out: /reservation\/b\ufffd\[31m[\s\S]*2 with changes/, err: /--yes/ })
  t.strictSame(await today.events(), [])

  const one = await bellhook('replay', first, '--yes', '--by', 'Anna')
  matchExactly(t, one, { code: 0, out: containing('Done: 1 of 1 delivery written.') })
  const rest = await bellhook('replay', '--outcome', 'quarantined', '--since', '1h', '--yes', '--json')
  t.equal(rest.code, 0)
  matchExactly(t, rest.lines, [
    { delivery: ids[1], written: true, changes: [{ kind: 'new', event: { id: String } }] },
    { read: 1, written: 1, events: { new: 1 } }
  ])
  t.equal((await today.events()).length, 2)
  const who = await today.rows('select requested_by from replays order by at')
  matchExactly(t, who, [{ requested_by: 'Anna' }, { requested_by: /^\w+@.+/ }])
  matchExactly(t, await bellhook('replay', '--since', '1h', '--yes'), {
    code: 0,
    out: containing('2 deliveries read, nothing to write.')
  })

  if (CAN_ASK) {
    const asked = async (answer: string) => {
      await today.rows("delete from events where subject = 'reservation/a'")
      return bellhook.terminal(answer, 'replay', first)
    }
    t.match(await asked('n'), { code: 1, out: /Write this\?[\s\S]*Nothing is written/ })
    t.match(await asked('\u0004'), { code: 1, out: /Write this\?[\s\S]*Nothing is written/ })
    t.match(await asked('\u0003'), { code: 130, out: /Write this\?[\s\S]*Nothing is written/ })
    t.match(await asked('y'), { code: 0, out: /Write this\?[\s\S]*Done: 1 of 1/ })
    t.equal((await today.events()).length, 2)
  }

  const wrong = [
    '',
    '--since tomorrow',
    `${first} --since 1h`,
    '--outcome lost',
    'no-id',
    '--nope',
    '--yes --dry-run --since 1h',
    '--since 2h --until 3h'
  ]
  const runs = await Promise.all(wrong.map((words) => bellhook('replay', ...words.split(' ').filter(Boolean))))
  for (const [at, result] of runs.entries())
    matchExactly(t, result, { code: 2, out: containing(''), err: /^bellhook: / }, String(wrong[at]))
  t.match(await bellhook('replay', '01900000-0000-7000-8000-000000000000'), {
    code: 1,
    err: /404: No delivery with this id\./
  })
  t.match(await bellhook('replay', '--since', '1h', '--url', 'http://127.0.0.1:1'), {
    code: 1,
    err: /No gateway answers/
  })

  const gone = await buildTestApp(t, {}, { databaseUrl })
  const without = await commandsOn(t, gone)
  t.match(await without('replay', '--source', 'inn', '--yes'), {
    code: 1,
    out: /no channel reads[\s\S]*2 could not be read again/
  })
  const failures = await without('replay', '--source', 'inn', '--yes', '--json')
  matchExactly(t, failures, { code: 1, lines: [{ error: {} }, { error: {} }, { read: 2, changed: 0, failed: 2 }] })
  t.equal(failures.lines.length, 3)
  // With the first code again.
  const problems = await buildTestApp(t, {}, { databaseUrl, adapters: [inn(problem)] })
  const vanished = await (await commandsOn(t, problems))('replay', '--source', 'inn', '--yes', '--json')
  const change = { changes: [{ kind: 'vanished' }] }
  matchExactly(t, vanished, { code: 0, lines: [change, change, { changed: 0, events: { vanished: 2 } }] })
})

t.test('whatever the fixtures hold, a replay of all changes nothing', async (t) => {
  const app = await buildTestApp(t)
  const bellhook = await commandsOn(t, app)
  t.equal((await bellhook('simulate', 'all')).code, 0)
  const events = await app.events()
  const { code, lines } = await bellhook('replay', '--since', '1h', '--yes', '--json')
  t.equal(code, 0)
  const [{ read = 0, ...rest } = {}] = lines as { read?: number }[]
  matchExactly(
    t,
    [read > 150, lines.length, rest],
    [true, 1, { changed: 0, written: 0, failed: 0, events: { vanished: 0 } }]
  )
  t.strictSame(await app.events(), events)
})

interface Replayed extends CommandResult {
  /** The lines that are JSON. */
  lines: object[]
}

type Bellhook = ((...words: string[]) => Promise<Replayed>) & {
  /** Runs it as a process in a terminal, and answers its question. */
  terminal(answer: string, ...words: string[]): Promise<CommandResult>
}

/** The command line for a gateway that listens. */
async function commandsOn(t: Test, { app }: TestApp): Promise<Bellhook> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const withUrl = (words: string[]) => [...words, ...(words.includes('--url') ? [] : ['--url', url])]

  async function bellhook(...words: string[]): Promise<Replayed> {
    const result = await runBellhook(withUrl(words), { API_TOKEN })
    const lines = result.out.split('\n').filter((line) => line.startsWith('{'))
    return { ...result, lines: lines.map((line) => JSON.parse(line)) }
  }

  async function terminal(answer: string, ...words: string[]): Promise<CommandResult> {
    const command = [process.execPath, BELLHOOK, ...withUrl(words)].join(' ')
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { PATH: process.env['PATH'], API_TOKEN } })
    t.teardown(() => child.kill())
    const result = { out: '', err: '' }
    let isAnswered = false
    child.stdout.on('data', (chunk) => {
      result.out += chunk
      if (isAnswered || !result.out.includes('Write this?')) return
      child.stdin.write(`${answer}\n`)
      isAnswered = true
    })
    child.stderr.on('data', (chunk) => (result.err += chunk))
    const [code] = await once(child, 'close')
    return { code, ...result }
  }

  return Object.assign(bellhook, { terminal })
}

async function send(app: TestApp, rateCode: string, id: string): Promise<string> {
  const reply = await app.post('/webhooks/pms/inn', JSON.stringify({ stays: [{ n: id, id, rateCode }] }))
  return String(reply.headers['bellhook-delivery'])
}
