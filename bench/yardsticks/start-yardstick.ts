import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchCluster, BenchDatabase } from '../fixture.ts'
import { freePort } from '../free-port.ts'
import { longSecret, PUBLIC_URL, SECRETS } from '../traffic.ts'
import type { Reference } from './reference-stores.ts'

export interface Yardstick {
  name: string
  pid: number
  port: number
  database: BenchDatabase
  /** Its events are checked after each run. */
  isBellhook: boolean
  stop(): Promise<void>
}

export async function startReference(cluster: BenchCluster, name: Reference): Promise<Yardstick> {
  const database = await cluster.open(databaseName(name))
  const child = fork(new URL('./reference-server.js', import.meta.url), [name, database.url], {
    env: { ...process.env, NODE_ENV: 'production' }
  })
  const [{ port }] = await once(child, 'message')
  return started(name, child, port, database)
}

interface Product {
  name: string
  /** Folder of a built Bellhook. */
  folder: string
  settings?: Readonly<Record<string, string>>
}

const READY_MS = 30_000

/** Bellhook as its own `npm start` runs it. */
export async function startProduct(cluster: BenchCluster, { name, folder, settings }: Product): Promise<Yardstick> {
  const database = await cluster.open(databaseName(name))
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhook-bench-data-'))
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [, ...args] = String(scripts.start).split(' ')
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...{ PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'warn' },
      ...{ HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL, DATA_DIR: dataDir, DATABASE_URL: database.url },
      ...{ API_TOKEN: longSecret('api-token'), WHATSAPP_VERIFY_TOKEN: longSecret('verify-token') },
      ...{ ...SECRETS, ...settings }
    }
  })
  const server = { ...started(name, child, port, database), isBellhook: true }
  await untilReady(server, child)
  return {
    ...server,
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

function started(name: string, child: ChildProcess, port: number, database: BenchDatabase): Yardstick {
  return {
    ...{ name, port, database, pid: child.pid ?? Number.NaN, isBellhook: false },
    async stop() {
      const gone = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill('SIGTERM')
      await gone
      await database.close()
    }
  }
}

async function untilReady({ name, port, stop }: Yardstick, child: ChildProcess): Promise<void> {
  const end = performance.now() + READY_MS
  while (performance.now() < end && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  await stop()
  throw new Error(`${name} did not become ready`)
}

function databaseName(name: string): string {
  return `bench_${name.replaceAll(/\W/g, '_').toLowerCase()}`
}
