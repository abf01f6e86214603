import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import { API_TOKEN, PUBLIC_URL, SECRETS } from './routes.ts'

/** A gateway as it was built, in a process and a folder of its own. */
export interface GatewayProcess {
  url: string
  folder: string
  child: ChildProcess
  /** All it has written to stdout and stderr. */
  printed(): string
  /** Ends it, and returns its exit code. */
  stop(): Promise<number | null>
}

const PATIENCE_MS = 100_000

/** Starts a gateway. Resolves when it has printed its address. */
export async function startGateway(databaseUrl: string, environ: Record<string, string> = {}): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-gateway-'))
  const port = String(await freePort())
  const { PATH = '' } = process.env
  const env = {
    ...{ PATH, ...SECRETS, API_TOKEN, PUBLIC_URL, PORT: port, DATABASE_URL: databaseUrl, DATA_DIR: folder },
    ...environ
  }
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/server.js', import.meta.url))], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
    return child.exitCode
  }
  const deadline = Date.now() + PATIENCE_MS
  while (!text.includes('Webhook URLs')) {
    if (Date.now() > deadline || child.exitCode !== null) {
      await stop()
      throw new Error(`the gateway did not start:\n${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { url: `http://127.0.0.1:${port}`, folder, child, printed: () => text, stop }
}
