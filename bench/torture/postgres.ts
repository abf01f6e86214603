import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { spawnOptions } from '../../src/embedded/child-process.ts'
import { prepareCluster } from '../../src/embedded/cluster.ts'
import { freePort } from '../free-port.ts'
import { ended } from './ended.ts'
import { whenInterrupted } from './when-interrupted.ts'

export interface Postgres {
  port: number
  /** Of an empty database. */
  url: string
  version: string
  query(sql: string): Promise<Record<string, unknown>[]>
  isRunning(): boolean
  /** Does nothing where it runs. */
  start(): Promise<void>
  /** `kill -9` of all its processes. */
  kill(): Promise<void>
  /** SIGSTOP of all its processes. Returns what lets them go on. */
  freeze(): () => void
  log(): Promise<string>
}

const START_MS = 60_000

/**
 * Of an operator who chose speed: commits return before they are written, and are written seldom. The gateway has to
 * ask for more by itself; one that does not loses what it acknowledged.
 */
const SETTINGS = {
  synchronous_commit: 'off',
  wal_writer_delay: '10s',
  wal_writer_flush_after: '1GB',
  wal_buffers: '64MB',
  max_wal_size: '64MB',
  min_wal_size: '32MB'
}

/** A PostgreSQL server from the embedded binaries, which can be killed without effect on other tests. */
export async function makePostgres(
  folder: string,
  settings: Readonly<Record<string, string>> = SETTINGS
): Promise<Postgres> {
  const { directory, data, bin, user } = await prepareCluster(folder, () => undefined)
  const password = await readFile(join(directory, 'password'), 'utf8')
  const port = await freePort()
  const logFile = join(folder, 'postgres.log')
  const given = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings }
  const args = ['-D', data, ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  let server: ChildProcess | undefined

  const urlOf = (name: string) => `postgres://bellhook:${password}@127.0.0.1:${port}/${name}?sslmode=disable`
  const isRunning = () => server !== undefined && !ended(server)

  async function launch(): Promise<void> {
    const log = await open(logFile, 'a')
    server = spawn(join(bin, 'postgres'), args, { ...spawnOptions(user), stdio: ['ignore', log.fd, log.fd] })
    await log.close()
  }

  async function start(): Promise<void> {
    const deadline = Date.now() + START_MS
    while (Date.now() < deadline) {
      // It can end at once: what was killed a moment ago may not have let go of its memory yet.
      if (!isRunning()) await launch()
      const answer = await ask(urlOf('postgres'), 'select 1').catch(() => undefined)
      if (answer !== undefined) return
      await sleep(50)
    }
    server?.kill('SIGKILL')
    throw new Error(`PostgreSQL did not start:\n${(await readFile(logFile, 'utf8')).slice(-2_000)}`)
  }

  function signal(name: NodeJS.Signals, { stopped = false } = {}): void {
    if (server?.pid === undefined || !isRunning()) return
    // The first process is stopped meanwhile, so that it starts no further ones.
    if (!stopped) server.kill('SIGSTOP')
    for (const pid of [...childrenOf(server.pid), server.pid]) {
      try {
        process.kill(pid, name)
      } catch {
        // A connection that had just ended.
      }
    }
  }

  whenInterrupted(() => signal('SIGKILL'))
  await start()
  await ask(urlOf('postgres'), 'create database bellhook')
  const [row] = await ask(urlOf('postgres'), 'show server_version')
  return {
    port,
    url: urlOf('bellhook'),
    version: String(row?.['server_version']),
    query: (sql) => ask(urlOf('bellhook'), sql),
    isRunning,
    start,
    async kill() {
      if (server === undefined || ended(server)) return
      const gone = new Promise((resolve) => server?.once('exit', resolve))
      signal('SIGKILL')
      await gone
    },
    freeze() {
      signal('SIGSTOP')
      return () => signal('SIGCONT', { stopped: true })
    },
    log: () => readFile(logFile, 'utf8')
  }
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Every process of PostgreSQL's is a child of its first one. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  const list = existsSync(file)
    ? readFileSync(file, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
  return list.split(/\s+/).filter(Boolean).map(Number)
}
