import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { makeFolder } from '../support/test-app.ts'

export interface InstalledPostgres {
  urlOf(database: string): string
  /** Where its programs are. */
  bin: string
}

/** The embedded PostgreSQL comes without pg_dump: what the system has installed is looked for. */
export function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((one, other) => Number(other) - Number(one)) : []
  const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore']
  return versions
    .filter((version) => Number(version) >= 15)
    .map((version) => join(root, version, 'bin'))
    .find((bin) => programs.every((program) => existsSync(join(bin, program))))
}

export async function startPostgres(t: Test, bin: string): Promise<InstalledPostgres> {
  const folder = makeFolder(t)
  const data = join(folder, 'data')
  const options = { cwd: '/', ...ordinaryUser(folder) }
  const choices = ['-U', 'bellhook', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(join(bin, 'initdb'), ['-D', data, ...choices], { ...options, stdio: 'ignore' })
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`, 'fsync=off']
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' })
  t.teardown(async () => {
    server.kill('SIGINT')
    await once(server, 'exit')
  })
  const urlOf = (database: string) => `postgres://bellhook@127.0.0.1:${port}/${database}`
  for (let tries = 0; !(await answers(urlOf('postgres'))); tries++) {
    if (tries === 200) throw new Error('PostgreSQL did not start')
    await sleep(50)
  }
  return { urlOf, bin }
}

/** PostgreSQL refuses to run as root. */
function ordinaryUser(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((option) => Number(execFileSync('id', [option, 'nobody'])))
  if (uid === undefined || gid === undefined) return {}
  chownSync(folder, uid, gid)
  return { uid, gid }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}
