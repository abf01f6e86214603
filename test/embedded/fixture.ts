import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import tap, { type Test } from 'tap'
import { run } from '../../src/embedded/child-process.ts'
import { startEmbedded } from '../../src/embedded/embedded.ts'

/** For tests of what a start as root does. */
export const ONLY_ROOT = getuid?.() === 0 ? {} : { skip: 'needs root' }

export async function makeDataDir(t: Test): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bellhook embedded '))
  await chmod(dataDir, 0o755)
  // A server whose gateway was killed may still be shutting down.
  t.teardown(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
  return dataDir
}

let template: Promise<string> | undefined

/** A data directory with a cluster that was stopped. Copying one is much cheaper than making one. */
export async function copyDataDir(t: Test): Promise<string> {
  template ??= makeTemplate()
  const dataDir = await makeDataDir(t)
  await run('cp', ['-a', join(await template, 'postgres'), dataDir])
  return dataDir
}

async function makeTemplate(): Promise<string> {
  const dataDir = await makeDataDir(tap)
  const { url, stop } = await startEmbedded(dataDir, () => undefined)
  await ask(url, 'create table kept as select 42 as answer')
  await stop()
  return dataDir
}

export async function start(t: Test, dataDir: string, say = (line: string): void => void t.comment(line)) {
  const database = await startEmbedded(dataDir, say)
  t.teardown(() => database.stop())
  return database
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'bellhook' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export async function ask(url: string, sql: string): Promise<string> {
  const client = await connect(url)
  const { rows } = await client.query({ text: sql, rowMode: 'array' }).finally(() => client.end())
  return String(rows[0])
}

export function startTime(url: string): Promise<string> {
  return ask(url, 'select pg_postmaster_start_time()::text')
}

export async function postmaster(directory: string): Promise<number> {
  return Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10)
}

/** Runs a program as another user; returns what it printed, or undefined if it failed. */
export function runAs(uid: number, command: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { uid, gid: uid, encoding: 'utf8', cwd: '/' })
  return status === 0 ? stdout : undefined
}

/** Real, effective, and saved user of each thread of a process. */
export async function usersOf(pid: number): Promise<string[]> {
  const listed = spawnSync('ls', [`/proc/${pid}/task`], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
  const users = listed.map(async (task) => {
    const status = await readFile(`/proc/${pid}/task/${task}/status`, 'utf8')
    return /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1).join(' ') ?? ''
  })
  return [...new Set(await Promise.all(users))]
}

/** Waits for a condition that must come true within a minute. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`)
  }
}

/** False also for a zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return !/\) Z/.test(status)
}
