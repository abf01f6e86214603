import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import type { CloudEvent } from '../../schemas/event.ts'
import { type DocsShell, openDocsShell } from '../support/docs-shell.ts'
import { ROOT } from '../support/root.ts'
import { until } from '../support/until.ts'

// The walk of docs/records.md, "Try it without an account", for each vendor. Only the ports are other ones.
const PAGE = readFileSync(join(ROOT, 'docs/records.md'), 'utf8')
const [, WALK = ''] = /^## Try it without an account\n([\s\S]*?)^## /m.exec(PAGE) ?? []
const [, START = '', SUBSCRIBE = '', CHANGE = '', STOP = '', RECOVER = '', GUESTY_SECRET = ''] = blocksOf(WALK)
const APALEO_IDS = ['XPGMSXGF-1', 'XPGMSXGF-2', 'XPGMSXGF-3']

interface Walk {
  vendor: string
  port: string
  /** NAME=value for the gateway. */
  webhookSecret: string | undefined
  subscribe: string
  /** Undefined: a change has no id. */
  ids: readonly string[] | undefined
}

t.setTimeout(400_000)
/** Walks that go on at the same time: most of their time is spent waiting. */
const AT_ONCE = 3

const all = walks()
for (let at = 0; at < all.length; at += AT_ONCE) {
  const some = all.slice(at, at + AT_ONCE)
  t.test(`the walk of the page with ${some.map(({ vendor }) => vendor).join(', ')}`, async (t) => {
    await Promise.all(some.map((walk) => follow(t, walk)))
  })
}

async function follow(t: Test, walk: Walk): Promise<void> {
  const fake = await startFake(t, walk.vendor)
  const shell = await openDocsShell(t)
  const run = (script: string) => shell.run(script.replaceAll(`127.0.0.1:${walk.port}`, fake.host))
  const exports = `export ${Object.entries(fake.settings)
    .map((pair) => pair.join('='))
    .join(' ')}\n`
  const start = (secret: string | undefined) => run(exports + startOf(secret))
  if (walk.vendor === 'apaleo') t.equal(START.split('\n')[0]?.replaceAll(walk.port, portOf(fake.host)), exports.trim())

  await start(walk.webhookSecret)
  const connected = await run(`${exports}${startOf(walk.webhookSecret).split('\n')[0]}\n${walk.subscribe}\n`)
  if (walk.vendor === 'guesty') {
    const [secret] = /whsec_[\w+/=]+/.exec(await run(GUESTY_SECRET)) ?? []
    await stopGateway(shell)
    await start(`GUESTY_WEBHOOK_SECRET=${secret}`)
  }
  const provider = async () => Object(await shell.api('/api/providers')).providers[0]
  await until(async () => (await provider())?.baseline.completedAt != null, `the baseline (${connected})`)

  const events = async (): Promise<CloudEvent[]> => Object(await shell.api('/api/events?limit=1000')).events
  const subjects = async () => [...new Set((await events()).filter(isWhole).map(({ subject }) => subject))]
  await run(withIds(CHANGE, walk))
  await until(async () => (await subjects()).length === 1, 'the changed record')
  await run(withIds(STOP, walk))
  await until(async () => (await subjects()).length === 3, 'the changes that were missed')
  if (walk.ids !== undefined) {
    const expected = walk.ids.map((id) => `reservation/${id}`)
    t.strictSame((await subjects()).sort(), expected, walk.vendor)
  }
  const alarms = async (type: string) => (await events()).filter((event) => event.type === type)
  await until(async () => (await alarms('provider.silent')).length > 0, 'the alarm')
  const [alarm] = await alarms('provider.silent')
  const { reason, missed } = Object(alarm?.data['provider'])
  t.strictSame([alarm?.subject, reason, missed], [`provider/${walk.vendor}`, 'missed_changes', 2])
  await run(withIds(RECOVER, walk))
  await until(async () => (await alarms('provider.recovered')).length === 1, 'the end of the alarm')
}

/** The rows of the page's table, and Apaleo. */
function walks(): Walk[] {
  const rows = [...WALK.matchAll(/^\| `(\w+)` \((\d+)\) \| (.+?) \| (.+?) \| (.+?) \|$/gm)]
  const others = rows.map(([, vendor = '', port = '', secret = '', subscribe = '', ids = '']) => {
    const [first = '', ...ends] = textsIn(ids)
    const all = [first, ...ends.map((end) => (end.startsWith('…') ? first.slice(0, -1) + end.slice(1) : end))]
    const [webhookSecret = ''] = textsIn(secret)
    return {
      ...{ vendor, port, subscribe: textsIn(subscribe)[0] ?? '' },
      webhookSecret: webhookSecret.includes('…') || webhookSecret === '' ? undefined : webhookSecret,
      ids: ids.startsWith('nothing') ? undefined : all
    }
  })
  const [, webhookSecret] = / (APALEO_WEBHOOK_TOKEN=\S+)/.exec(START) ?? []
  const [subscribe = ''] = SUBSCRIBE.split('\n')
  return [{ vendor: 'apaleo', port: '4012', webhookSecret, subscribe, ids: APALEO_IDS }, ...others]
}

function textsIn(cell: string): string[] {
  return [...cell.matchAll(/`(.+?)`/g)].map(([, text = '']) => text)
}

/** Step 2 without its first line, which has the settings of the fake. */
function startOf(secret = ''): string {
  const [, ...lines] = START.replace(/APALEO_WEBHOOK_TOKEN=\S+/, secret).split('\n')
  return lines.join('\n').replace('npm start', 'bellhook start')
}

function withIds(script: string, { port, ids }: Walk): string {
  const own = script.replaceAll('127.0.0.1:4012', `127.0.0.1:${port}`)
  if (ids === undefined) return own.replaceAll(/\{"id": ".+?"\}/g, '{}')
  return APALEO_IDS.reduce((text, id, at) => text.replaceAll(id, ids[at] ?? ''), own)
}

function blocksOf(text: string): string[] {
  return [...text.matchAll(/^( *)```bash\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', script = '']) =>
    script.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
  )
}

/** Webhooks of Hostaway are whole already, and a message is always. */
function isWhole({ type, source, subject, hydrated }: CloudEvent): boolean {
  const needsNoRead = source === 'hostaway' && subject.startsWith('reservation/')
  return hydrated === true || needsNoRead || type === 'message.received'
}

async function startFake(t: Test, vendor: string) {
  const program = join(ROOT, 'dist/src/cli/bellhook.js')
  const child: ChildProcess = spawn(process.execPath, [program, 'fake', vendor, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill('SIGKILL'))
  if (child.stdout === null) throw new Error('the fake has no output')
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, settings }: { url: string; settings: Record<string, string> } = JSON.parse(String(line))
  return { host: new URL(url).host, settings }
}

function portOf(host: string): string {
  return host.split(':')[1] ?? ''
}

async function stopGateway({ folder }: DocsShell): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'gateway.pid'), 'utf8'))
  process.kill(pid)
  await until(() => !isAlive(pid), 'the end of the gateway')
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
