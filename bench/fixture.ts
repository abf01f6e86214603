import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../src/db/migrate.ts'
import { startEmbedded } from '../src/embedded/embedded.ts'
import { openPool } from './open-pool.ts'
import type { Variant } from './server.ts'

export interface BenchDatabase {
  url: string
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Writes everything to disk and frees the log files, so that no run pays for the one before. */
  settle(): Promise<void>
  close(): Promise<void>
}

export interface BenchCluster {
  version: string
  /** A new database, migrated and empty. */
  open(name: string): Promise<BenchDatabase>
  stop(): Promise<void>
}

/** The server of BENCH_DATABASE_URL, or an embedded one in a folder of its own. */
export async function startCluster(): Promise<BenchCluster> {
  const given = process.env['BENCH_DATABASE_URL']
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-bench-'))
  chmodSync(folder, 0o755)
  const embedded = given ? undefined : await startEmbedded(folder, () => undefined)
  const admin = openPool(given ?? embedded?.url ?? '', 1)
  if (embedded) await makeLogFiles(admin)
  const { rows } = await admin.query("select current_setting('server_version') as version")
  return {
    version: String(rows[0].version),
    async open(name) {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.query(`create database ${name}`)
      const url = new URL(given ?? embedded?.url ?? '')
      url.pathname = `/${name}`
      await migrate(url.href)
      const pool = openPool(url.href, 2)
      return {
        url: url.href,
        query: async (sql, values) => (await pool.query(sql, values)).rows,
        settle: async () => {
          if (embedded) await admin.query('checkpoint')
        },
        close: async () => {
          await pool.end()
          await admin.query(`drop database ${name} with (force)`)
        }
      }
    },
    async stop() {
      await admin.end()
      await embedded?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const LOG_FILES = 64

/**
 * A server that has run for a while reuses its log files. A new one has to fill each file of 16 MB with zeros first, and all commits wait
 * for that.
 */
async function makeLogFiles(admin: ReturnType<typeof openPool>): Promise<void> {
  await admin.query("alter system set min_wal_size = '1GB'")
  await admin.query("alter system set max_wal_size = '4GB'")
  await admin.query('select pg_reload_conf()')
  for (let made = 0; made < LOG_FILES; made++) {
    await admin.query("select pg_logical_emit_message(true, '', '')")
    await admin.query('select pg_switch_wal()')
  }
  await admin.query('checkpoint')
}

export interface BenchServer {
  pid: number
  port: number
  /** Milliseconds from the start of the process to its first answer. */
  startedIn: number
  /** Resident memory in bytes. */
  rss(): Promise<number>
  stop(): Promise<void>
}

/** A measured server in a process of its own. Its log is written and discarded. BENCH_PROFILE names a server to profile. */
export async function startServer(variant: Variant, databaseUrl: string): Promise<BenchServer> {
  const file = new URL('./server.js', import.meta.url)
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-bench-data-'))
  const profile = process.env['BENCH_PROFILE'] === variant ? ['--cpu-prof', '--cpu-prof-dir=.profile'] : []
  // As npm start has it.
  const execArgv = ['--max-semi-space-size=32', '--max-old-space-size=1024', ...profile]
  const began = performance.now()
  const child = fork(file, [variant, databaseUrl, folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv
  })
  const { port } = await answer<{ port: number }>(child)
  return {
    pid: child.pid ?? Number.NaN,
    port,
    startedIn: performance.now() - began,
    async rss() {
      child.send('rss')
      return (await answer<{ rss: number }>(child)).rss
    },
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function answer<Message>(child: ChildProcess): Promise<Message> {
  const settled = new AbortController()
  const { signal } = settled
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => Promise.reject(new Error('the measured server ended')))
    ])
    return message as Message
  } finally {
    settled.abort()
  }
}
