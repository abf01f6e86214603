import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { ROOT } from './root.ts'
import { waitFor } from './test-accounts.ts'
import { createDatabase, makeFolder } from './test-app.ts'

/** A folder in which commands of the documentation are typed. */
export interface DocsShell {
  folder: string
  /** URL of the gateway that `bellhook start` has started. */
  origin: string
  /** Returns what a block prints. It fails with the first command that fails. */
  run(script: string): Promise<string>
  /** Reads the API with the token of development mode. */
  api(path: string): Promise<unknown>
}

/** `bellhook start` goes on in the background, until its health check passes. `npx bellhook` is the program of this build. */
const BEFORE = `[ ! -f exports ] || . ./exports
npx() { "$@"; }
bellhook() {
  if [ "$1" != start ]; then command bellhook "$@"; return; fi
  command bellhook start > gateway.log 2>&1 & echo $! > gateway.pid
  for _ in $(seq 1 600); do curl -fs "http://127.0.0.1:$PORT/readyz" > ready && return; sleep 0.1; done
  cat gateway.log; return 1
}
`
/** The blocks after the start are typed into one other terminal. */
const AFTER = 'export -p > exports\n'

export async function openDocsShell(t: Test, environment: Readonly<Record<string, string>> = {}): Promise<DocsShell> {
  const folder = makeFolder(t)
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const program = join(bin, 'bellhook')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist/src/cli/bellhook.js')}" "$@"\n`)
  chmodSync(program, 0o755)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    ...{ PATH: [bin, process.env['PATH']].join(delimiter), PORT: String(port), COLUMNS: '80' },
    DATABASE_URL: await createDatabase(t),
    ...environment
  }
  t.teardown(async () => {
    const file = join(folder, 'gateway.pid')
    if (!existsSync(file)) return
    const pid = Number(readFileSync(file, 'utf8'))
    if (isAlive(pid)) process.kill(pid)
    await waitFor(async () => !isAlive(pid), 'the end of the gateway')
  })

  return {
    folder,
    origin,
    async api(path) {
      const token = readFileSync(join(folder, 'data/api-token'), 'utf8').trim()
      return (await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } })).json()
    },
    async run(script) {
      const typed = script.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
      const text = BEFORE + typed + (script.includes('bellhook start') ? '' : AFTER)
      const child = spawn('bash', ['--norc', '-e', '-o', 'pipefail', '-c', text], { cwd: folder, env })
      let out = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          out += bytes.toString()
        })
      }
      // The gateway in the background keeps the pipes of its shell.
      const [code] = await once(child, 'exit')
      if (code !== 0) throw new Error(`${script}ended with ${code}:\n${out}`)
      return out
    }
  }
}

/** The blocks of commands of a page: those with ```sh, and not those with ```bash. */
export function commandsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  return [...text.matchAll(/^( *)```sh\n([\s\S]*?)^\1```$/gm)].map(([, , script = '']) => script)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
