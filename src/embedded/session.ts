import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { codeOf } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { readPassword } from './password.ts'

/** A gateway's connection for as long as it uses the server. */
export interface Session {
  client: pg.Client
  socket: Socket
  url: string
}

type Place = Pick<Cluster, 'directory' | 'data'>

/**
 * Each gateway holds this lock shared. Only a process that gets it alone may stop the server: gateways that start
 * meanwhile wait for the lock, lose the connection, and launch the server again.
 */
const IN_USE = 1_650_814_060

/** Connects to the server at the port. The pid file may be stale, so only a connection shows that the server runs. */
export async function tryServer(cluster: Place, port: number): Promise<Session | 'busy' | 'none'> {
  let session: Session | undefined
  try {
    session = await connect(cluster, port)
    const sql = `select current_setting('data_directory') as data, pg_advisory_lock_shared(${IN_USE})`
    const { rows } = await session.client.query(sql)
    if (rows[0].data === cluster.data) return session
    // This server uses other files: the pid file is part of a copy.
    await session.client.end()
    return 'none'
  } catch (error) {
    session?.socket.destroy()
    // cannot_connect_now (starting up or shutting down), too_many_connections
    return ['57P03', '53300'].includes(codeOf(error)) ? 'busy' : 'none'
  }
}

export async function connect({ directory }: Pick<Cluster, 'directory'>, port: number): Promise<Session> {
  const password = await readPassword(directory)
  const address = { host: '127.0.0.1', port, user: 'bellhook', password, database: 'postgres', ssl: false }
  const limits = { connectionTimeoutMillis: 5_000, query_timeout: 20_000 }
  const socket = new Socket()
  const client = new pg.Client({ ...address, ...limits, application_name: 'bellhook-launcher', stream: () => socket })
  // The gateway notices a lost server in its own pool.
  client.on('error', () => {})
  await client.connect()
  return { client, socket, url: `postgres://bellhook:${password}@127.0.0.1:${port}/bellhook?sslmode=disable` }
}

/** Takes the lock alone. False if a gateway holds it. A connection that was just closed keeps it for a moment. */
export function holdAlone({ client }: Session): Promise<boolean> {
  return becomesTrue(client, `select pg_try_advisory_lock(${IN_USE}) as answer`, 1_000)
}

/** False if a connection to Bellhook's database stays for longer than `waitMs`. */
export function isUnused({ client }: Session, waitMs: number): Promise<boolean> {
  const connections = `select from pg_stat_activity where application_name = 'bellhook'`
  return becomesTrue(client, `select not exists (${connections}) as answer`, waitMs)
}

async function becomesTrue(client: pg.Client, question: string, waitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + waitMs; ; await sleep(100)) {
    const { rows } = await client.query(question)
    if (rows[0].answer || Date.now() > deadline) return rows[0].answer
  }
}
