import { channels } from '../../plugins/index.ts'
import { type Environ, loadConfig, localUrl } from '../config.ts'

const PATIENCE_MS = 3_000

/** Asks a running gateway on this machine whether it answers; throws when it does not. */
export async function health(environ: Environ, say: (line: string) => void): Promise<void> {
  // Only where it listens matters here, so the other settings may be anything.
  const { host, port } = loadConfig({ PORT: environ['PORT'] }, channels)
  const url = `${localUrl(environ['HOST']?.trim() || host, port)}/healthz`
  const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined)
  if (!reply?.ok) throw new Error(`The gateway does not answer at ${url}.`)
  say(`The gateway answers at ${url}.`)
}
