import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { listens } from '../listens.ts'
import { PUBLIC_URL, SECRETS } from '../traffic.ts'
import { ended } from './ended.ts'
import { whenInterrupted } from './when-interrupted.ts'

/** The gateway as it is shipped, or with a ledger that breaks a promise: see control-server.ts. */
export type Variant = 'bellhook' | 'acknowledges-early' | 'commits-asynchronously'

export interface Gateway {
  port: number
  /** Of its process, once it was started. */
  pid(): number | undefined
  /** How it ended without being told to. */
  crashes: string[]
  start(): Promise<void>
  kill(): Promise<void>
  /** SIGTERM. Resolves when it has ended. */
  terminate(): Promise<{ code: number | null; milliseconds: number }>
}

const START_MS = 60_000
const END_MS = 20_000

interface GatewayOptions {
  /** A program and its arguments. */
  command: readonly [program: string, ...args: string[]]
  databaseUrl: string
  folder: string
  /** Settings besides the usual ones. */
  environ?: Readonly<Record<string, string>>
}

interface VariantOptions extends Pick<GatewayOptions, 'databaseUrl' | 'folder'> {
  variant: Variant
  /** Processes on the port. Controls have one. */
  workers: number
}

export function makeGateway({ variant, workers, ...options }: VariantOptions): Promise<Gateway> {
  const command = [process.execPath, ...entryOf(variant)] as const
  return makeGatewayProcess({ ...options, command, environ: { WORKERS: String(workers) } })
}

/** The compiled server as a process of its own, always on the same port and the same folder. */
export async function makeGatewayProcess({
  command: [program, ...args],
  databaseUrl,
  folder,
  environ = {}
}: GatewayOptions): Promise<Gateway> {
  const port = await freePort()
  const { PATH = '' } = process.env
  const env = {
    ...SECRETS,
    PATH,
    PUBLIC_URL,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(folder, 'gateway'),
    LOG_LEVEL: 'warn',
    ...environ
  }
  const logFile = join(folder, 'gateway.log')
  const lastWords = () => readFileSync(logFile, 'utf8').slice(-1_000)
  const crashes: string[] = []
  let child: ChildProcess | undefined
  let asked = false

  async function start(): Promise<void> {
    const log = await open(logFile, 'a')
    const server = spawn(program, args, { env, stdio: ['ignore', log.fd, log.fd] })
    await log.close()
    asked = false
    server.once('exit', (code, signal) => {
      if (!asked) crashes.push(`the gateway ended by itself with ${code ?? signal}: ${lastWords()}`)
    })
    child = server
    for (const deadline = Date.now() + START_MS; !(await listens(port)); await sleep(20)) {
      if (ended(server) || Date.now() > deadline) throw new Error(`the gateway did not start: ${lastWords()}`)
    }
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child === undefined || ended(child)) return null
    asked = true
    const gone = once(child, 'exit')
    child.kill(signal)
    const tooLong = setTimeout(() => child?.kill('SIGKILL'), END_MS)
    const [code] = await gone
    clearTimeout(tooLong)
    return code
  }

  whenInterrupted(() => child?.kill('SIGKILL'))
  return {
    port,
    pid: () => child?.pid,
    crashes,
    start,
    kill: async () => void (await end('SIGKILL')),
    async terminate() {
      const began = performance.now()
      const code = await end('SIGTERM')
      return { code, milliseconds: performance.now() - began }
    }
  }
}

/** Beside this file, which runs compiled. */
function entryOf(variant: Variant): string[] {
  if (variant === 'bellhook') return [resolve(import.meta.dirname, '../../src/server.js')]
  return [resolve(import.meta.dirname, 'control-server.js'), variant]
}
