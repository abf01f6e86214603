import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, possibleDirectories, prepareCluster, run, spawnOptions } from './embedded-files.ts'

export interface EmbeddedDatabase {
  url: string
  directory: string
  stop(): Promise<void>
}

interface Session {
  client: pg.Client
  socket: Socket
  url: string
}

/** Every gateway holds this lock shared. Only who gets it alone may stop the server: newcomers wait meanwhile, then start anew. */
const inUse = 1_650_814_060

/** Starts (or re-attaches to) the embedded PostgreSQL whose files live in `dataDir`/postgres. */
export async function startEmbedded(dataDir: string, say: (line: string) => void): Promise<EmbeddedDatabase> {
  try {
    const cluster = await prepareCluster(dataDir, say)
    const session = await attach(cluster)
    let stopping: Promise<void> | undefined
    const stop = () => {
      stopping ??= leave(cluster, session)
      return stopping
    }
    await createDatabase(session.client).catch((error) => stop().then(() => Promise.reject(error)))
    session.socket.unref()
    return { url: session.url, directory: cluster.directory, stop }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const advice = 'Set DATABASE_URL to use a PostgreSQL server of your own.'
    throw new Error(`The embedded PostgreSQL did not start: ${reason}\n${advice}`, { cause: error })
  }
}

/** The URL of the embedded PostgreSQL of `dataDir` where one runs. Makes and starts nothing. */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  for (const directory of await possibleDirectories(dataDir)) {
    const data = join(directory, 'data')
    const lock = await readLock({ data })
    const session = lock && (await connect({ directory }, lock.port).catch(() => undefined))
    if (session === undefined) continue
    const { rows } = await session.client.query(`select current_setting('data_directory') as data`)
    await session.client.end()
    if (rows[0].data === data) return session.url
  }
  return undefined
}

async function attach(cluster: Cluster): Promise<Session> {
  const deadline = Date.now() + 60_000
  let launch: Awaited<ReturnType<typeof launchServer>> | undefined
  while (Date.now() < deadline) {
    const lock = await readLock(cluster)
    const found = lock ? await tryServer(cluster, lock.port) : 'none'
    if (typeof found === 'object') return found

    if (launch && (launch.server.exitCode ?? launch.server.signalCode) !== null) {
      const lines = await lastLines(cluster, launch.logStart)
      // Somebody took the port or started first, or the backends of a killed server are not all gone yet.
      if (!/could not bind|lock file|still in use/.test(lines)) throw new Error(`postgres ended:\n${lines}`)
      launch = undefined
      await sleep(200)
    } else if (found === 'none' && !launch && !(lock && (await isServer(lock.pid, cluster)))) {
      launch = await launchServer(cluster, lock?.pid)
    }
    await sleep(found === 'busy' ? 250 : 50)
  }
  throw new Error(`no connection within 60 s:\n${await lastLines(cluster, launch?.logStart ?? 0)}`)
}

/** The pid file can be stale, and its pid can be a zombie's or a stranger's: only a connection proves a server. */
async function tryServer(cluster: Cluster, port: number): Promise<Session | 'busy' | 'none'> {
  let session: Session | undefined
  try {
    session = await connect(cluster, port)
    const sql = `select current_setting('data_directory') as data, pg_advisory_lock_shared(${inUse})`
    const { rows } = await session.client.query(sql)
    if (rows[0].data === cluster.data) return session
    // These files are a copy, and this is the server of the original.
    await session.client.end()
    return 'none'
  } catch (error) {
    session?.socket.destroy()
    // cannot_connect_now (starting up or shutting down), too_many_connections
    return ['57P03', '53300'].includes(codeOf(error)) ? 'busy' : 'none'
  }
}

async function connect({ directory }: Pick<Cluster, 'directory'>, port: number): Promise<Session> {
  const password = await readFile(join(directory, 'password'), 'utf8')
  const address = { host: '127.0.0.1', port, user: 'bellhook', password, database: 'postgres', ssl: false }
  const limits = { connectionTimeoutMillis: 5_000, query_timeout: 20_000 }
  const socket = new Socket()
  const client = new pg.Client({ ...address, ...limits, application_name: 'bellhook-launcher', stream: () => socket })
  // A lost server shows in the gateway's own pool, and in the next query here.
  client.on('error', () => {})
  await client.connect()
  return { client, socket, url: `postgres://bellhook:${password}@127.0.0.1:${port}/bellhook?sslmode=disable` }
}

async function launchServer({ directory, data, bin, owner }: Cluster, stalePid?: number) {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
  const log = await open(join(directory, 'postgres.log'), O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
  try {
    if (owner) await log.chown(owner.uid, owner.gid)
    const logStart = (await log.stat()).size
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${await freePort()}`]
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
    const { env, ...rest } = spawnOptions(owner)
    // pg_ctl's way to say that this pid is no server, so that postgres itself replaces the stale pid file, without a race.
    const stale = stalePid ? { PG_GRANDPARENT_PID: String(stalePid) } : {}
    const server = spawn(join(bin, 'postgres'), args, {
      ...rest,
      env: { ...env, ...stale },
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

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return address && typeof address === 'object' ? address.port : 0
}

async function readLock({ data }: Pick<Cluster, 'data'>): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n').map(Number)
  return pid && port && pid > 0 ? { pid, port } : undefined
}

/** False for a zombie, and for a stranger that got the pid after a reboot. */
async function isServer(pid: number, { data }: Cluster): Promise<boolean> {
  const command =
    platform() === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8')
      : run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(({ stdout }) => stdout)
  return (await command.catch(() => '')).replaceAll('\0', ' ').includes(`-D ${data} `)
}

async function lastLines({ directory }: Cluster, from: number): Promise<string> {
  const log = await readFile(join(directory, 'postgres.log')).catch(() => Buffer.alloc(0))
  return log.subarray(from).toString().trimEnd().split('\n').slice(-10).join('\n')
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_database where datname = 'bellhook'`)
  if (rowCount) return
  // duplicate_database, unique_violation: another gateway did it meanwhile
  await client.query('create database bellhook').catch((error) => {
    if (!['42P04', '23505'].includes(codeOf(error))) throw error
  })
}

async function leave(cluster: Cluster, { client, socket }: Session): Promise<void> {
  socket.ref()
  await client.end()
  const lock = await readLock(cluster)
  const session = lock && (await connect(cluster, lock.port).catch(() => undefined))
  if (!session) return
  // An error is another gateway's shutdown.
  if (await isLastOne(session.client).catch(() => false)) await shutDown(cluster, lock.pid)
  await session.client.end()
}

/** Asks for a second, because the backends of connections that were just closed take a moment to go. */
async function isLastOne(client: pg.Client): Promise<boolean> {
  const others = `select from pg_stat_activity where application_name = 'bellhook'`
  for (let tries = 0; tries < 10; tries += 1) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${inUse}) and not exists (${others}) as last`)
    if (rows[0].last) return true
    await sleep(100)
  }
  return false
}

async function shutDown(cluster: Cluster, pid: number): Promise<void> {
  const isGone = async () => (await readLock(cluster))?.pid !== pid
  // SIGINT is PostgreSQL's fast shutdown; SIGQUIT leaves the rest to recovery at the next start.
  for (const signal of ['SIGINT', 'SIGQUIT']) {
    try {
      kill(pid, signal)
    } catch {
      return
    }
    for (let tries = 0; tries < 200; tries += 1) {
      if (await isGone()) return
      await sleep(50)
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
