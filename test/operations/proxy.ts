import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { listens } from '../../bench/listens.ts'
import { ROOT } from '../support/root.ts'
import { makeFolder } from '../support/test-app.ts'

export interface Proxy {
  url: string
  /** All that it has logged. */
  logged(): string
}

/** The programs for which docs/operations has a sample that can be tested. */
export const PROXIES = { nginx, caddy }

/** Says why it cannot be tested here, or false. */
export function missing(program: keyof typeof PROXIES): string | false {
  const { error } = spawnSync(program, ['-v'])
  return error === undefined ? false : `${program} is not installed here`
}

async function nginx(t: Test, gateways: readonly string[]): Promise<Proxy> {
  const folder = makeFolder(t)
  const port = await freePort()
  const [first = '', ...others] = gateways
  const server = sample('nginx.conf')
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/ *ssl_certificate.*\n/g, '')
    .replaceAll('/var/log/nginx/', `${folder}/`)
    .replace('127.0.0.1:3000', first)
    .replace(/# Another gateway.*/, others.map((address) => `server ${address};`).join(' '))
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  const main = `daemon off; pid ${folder}/pid; error_log ${folder}/main.log crit; events {} http { ${paths} ${server} }`
  // As root, the workers would be another user, who may not read the folder.
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, process.getuid?.() === 0 ? `user root; ${main}` : main)
  return run(t, 'nginx', ['-c', file, '-e', `${folder}/start.log`], { folder, port })
}

async function caddy(t: Test, gateways: readonly string[]): Promise<Proxy> {
  const folder = makeFolder(t)
  const port = await freePort()
  const file = join(folder, 'Caddyfile')
  const text = sample('Caddyfile')
    .replace('{\n', '{\n\tadmin off\n')
    .replace('hooks.example.com {', `http://127.0.0.1:${port} {`)
    .replace(/^(\treverse_proxy) 127.0.0.1:3000/m, `$1 ${gateways.join(' ')}`)
  writeFileSync(file, text)
  return run(t, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { folder, port })
}

async function run(
  t: Test,
  program: string,
  args: readonly string[],
  { folder, port }: { folder: string; port: number }
): Promise<Proxy> {
  const { PATH = '' } = process.env
  const child = spawn(program, args, { env: { PATH, HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  t.teardown(() => end(child))
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries === 200 || child.exitCode !== null) throw new Error(`${program} did not start:\n${text}`)
    await sleep(50)
  }
  const files = () => readdirSync(folder).filter((name) => name.endsWith('.log'))
  const logged = () => [text, ...files().map((name) => readFileSync(join(folder, name), 'utf8'))].join('\n')
  return { url: `http://127.0.0.1:${port}`, logged }
}

function sample(name: string): string {
  return readFileSync(resolve(ROOT, 'docs/operations', name), 'utf8')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
