import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, spawnOptions } from './child-process.ts'
import type { Cluster } from './cluster.ts'

/** A launched server, and the offset of its messages in the log. */
export interface Launch {
  server: ChildProcess
  logStart: number
}

/** The first lines of the server's pid file. */
export interface ServerLock {
  pid: number
  port: number
}

/** The connection check cancels queries of a killed gateway, which would otherwise keep their connections open. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'client_connection_check_interval=250ms']

export async function launchServer({ directory, data, bin, user }: Cluster, stalePid?: number): Promise<Launch> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
  const log = await open(join(directory, 'postgres.log'), O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
  try {
    if (user) await log.chown(user.uid, user.gid)
    const logStart = (await log.stat()).size
    const settings = [...SETTINGS, `port=${await freePort()}`]
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
    const { env, ...rest } = spawnOptions(user)
    const server = spawn(join(bin, 'postgres'), args, {
      ...rest,
      env: { ...env, ...withStalePid(stalePid) },
      // Ctrl-C in a terminal must not stop the database before the gateway has drained.
      detached: true,
      stdio: ['ignore', log.fd, log.fd]
    })
    await once(server, 'spawn')
    server.unref()
    return { server, logStart }
  } finally {
    await log.close()
  }
}

/** Tells postgres that this pid is not a server, as pg_ctl does. Postgres then replaces the stale pid file without a race. */
export function withStalePid(pid: number | undefined): Record<string, string> {
  return pid ? { PG_GRANDPARENT_PID: String(pid) } : {}
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return address && typeof address === 'object' ? address.port : 0
}

export async function readLock({ data }: Pick<Cluster, 'data'>): Promise<ServerLock | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '') // there is none while no server runs
  const [pid, , , port] = text.split('\n').map(Number)
  return pid && port && pid > 0 ? { pid, port } : undefined
}

/** False for a zombie, and for another program that got the pid after a reboot. */
export async function isServer(pid: number, { data }: Pick<Cluster, 'data'>): Promise<boolean> {
  const command =
    platform() === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8')
      : run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(({ stdout }) => stdout)
  return (await command.catch(() => '')).replaceAll('\0', ' ').includes(`-D ${data} `)
}

export async function lastLines({ directory }: Pick<Cluster, 'directory'>, from: number): Promise<string> {
  const log = await readFile(join(directory, 'postgres.log')).catch(() => Buffer.alloc(0))
  return log.subarray(from).toString().trimEnd().split('\n').slice(-10).join('\n')
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT leaves the rest to recovery at the next start. */
export async function shutDown(cluster: Pick<Cluster, 'data'>, pid: number): Promise<void> {
  const isGone = async () => (await readLock(cluster))?.pid !== pid
  for (const signal of ['SIGINT', 'SIGQUIT']) {
    try {
      kill(pid, signal)
    } catch {
      return // It has ended.
    }
    for (let tries = 0; tries < 200; tries += 1) {
      if (await isGone()) return
      await sleep(50)
    }
  }
}
