import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { databaseServer, withDatabase } from '../../test/support/database-server.ts'

let server: ReturnType<typeof databaseServer> | undefined

/** Runs work with an empty database on the server of the tests, and removes the database afterwards. */
export async function withEmptyDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  server ??= databaseServer()
  const { url } = await server
  const name = `bellhook_properties_${randomBytes(6).toString('hex')}`
  await runOnce(url, `create database ${name}`)
  try {
    return await work(withDatabase(url, name))
  } finally {
    await runOnce(url, `drop database if exists ${name} with (force)`)
  }
}

export async function stopDatabaseServer(): Promise<void> {
  await (await server)?.stop()
}

/** One statement on a connection of its own. */
export async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
