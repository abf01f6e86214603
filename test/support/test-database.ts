import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { databaseServer, TEMPLATE, withDatabase } from './database-server.ts'

/** What a new copy of the template contains. */
interface Contents {
  /** A hash of the schema and of the applied migrations. */
  schema: string
  rows: readonly { name: string; rows: string }[]
  sequences: readonly { name: string; last: string; called: boolean }[]
}

const LONGEST_WAIT_MS = 5_000
const BETWEEN_LOOKS_MS = 20

/** Databases of this process that are as new. */
const free: string[] = []
const created: string[] = []
let contents: Contents | undefined

process.once('beforeExit', () => void Promise.all(created.map(drop)))

/**
 * A migrated database without rows, for one test. To create and drop one costs 0.2 s of processor time, so the next test of the process gets
 * the same database, emptied. A test that changes the schema, or leaves a connection open, loses its database.
 */
export async function createDatabase(t: Test): Promise<string> {
  const name = free.pop() ?? (await copyTemplate())
  const { url } = await databaseServer()
  t.teardown(async () => ((await empty(name)) ? free.push(name) : drop(name)))
  return withDatabase(url, name)
}

async function copyTemplate(): Promise<string> {
  const name = `bellhook_test_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name} template ${TEMPLATE}`)
  created.push(name)
  contents ??= await connected(name, readContents)
  return name
}

async function drop(name: string): Promise<void> {
  await onServer(`drop database if exists ${name} with (force)`)
}

async function onServer(sql: string): Promise<void> {
  await connected(undefined, (client) => client.query(sql))
}

async function connected<Result>(
  name: string | undefined,
  use: (client: pg.Client) => Promise<Result>
): Promise<Result> {
  const { url } = await databaseServer()
  const client = new pg.Client({ connectionString: name === undefined ? url : withDatabase(url, name) })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Makes the database as new. False if it cannot be used again. */
async function empty(name: string): Promise<boolean> {
  try {
    return await connected(name, async (client) => {
      if (!(await becomesUnused(client))) return false
      if (contents === undefined || (await schemaOf(client)) !== contents.schema) return false
      await restore(client, contents)
      return true
    })
  } catch {
    // The test has dropped or locked it, or the user of TEST_DATABASE_URL may not switch off triggers.
    return false
  }
}

/** Pools close their connections without waiting. A connection that stays belongs to something that still runs. */
async function becomesUnused(client: pg.Client): Promise<boolean> {
  for (const end = performance.now() + LONGEST_WAIT_MS; performance.now() < end; await sleep(BETWEEN_LOOKS_MS)) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' limit 1`
    )
    if (rowCount === 0) return true
  }
  return false
}

async function readContents(client: pg.Client): Promise<Contents> {
  const rows = []
  for (const name of await filledTables(client)) {
    const answer = await client.query(`select json_agg(part)::text as rows from ${name} part`)
    rows.push({ name, rows: answer.rows[0].rows })
  }
  const { rows: sequences } = await client.query(
    `select format('%I.%I', schemaname, sequencename) as name, coalesce(last_value, start_value)::text as last,
       last_value is not null as called
     from pg_sequences where schemaname = 'public'`
  )
  return { schema: await schemaOf(client), rows, sequences }
}

async function restore(client: pg.Client, { rows, sequences }: Contents): Promise<void> {
  await client.query(`begin; set local session_replication_role = replica; set local synchronous_commit = off`)
  const tables = await filledTables(client)
  if (tables.length > 0) await client.query(`truncate ${tables.join(', ')} cascade`)
  for (const { name, rows: values } of rows) {
    await client.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [values])
  }
  const list = JSON.stringify(sequences)
  const of = 'json_to_recordset($1) as sequence (name text, last bigint, called boolean)'
  await client.query(`select setval(name::regclass, last, called) from ${of}`, [list])
  await client.query('commit')
}

async function filledTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`
  )
  return rows.map(({ name }) => name)
}

/** A hash over everything of the schema that a test could change. */
async function schemaOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `with part (line) as (
       select concat_ws(' ', oid, relname, relnamespace, relkind, relowner, relpersistence, reloptions, relacl, relrowsecurity)
         from pg_class where oid >= 16384 and relkind <> 't' and relpersistence <> 't'
       union all select concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, attisdropped, attacl, attstorage)
         from pg_attribute where attrelid >= 16384
       union all select concat_ws(' ', oid, proname, prosrc) from pg_proc where oid >= 16384
       union all select concat_ws(' ', tgrelid, tgname, tgfoid, tgenabled) from pg_trigger where oid >= 16384
       union all select concat_ws(' ', conrelid, conname, convalidated, conbin) from pg_constraint where oid >= 16384
       union all select concat_ws(' ', indexrelid, indisvalid, indisunique) from pg_index where indexrelid >= 16384
       union all select concat_ws(' ', adrelid, adnum, adbin) from pg_attrdef
       union all select concat_ws(' ', oid, nspname, nspacl) from pg_namespace where nspname !~ '^pg_(toast_)?temp_'
       union all select concat_ws(' ', setrole, setconfig)
         from pg_db_role_setting join pg_database on setdatabase = pg_database.oid where datname = current_database()
       union all select concat_ws(' ', id, hash, created_at) from drizzle.__drizzle_migrations
     ) select md5(string_agg(line, E'\\n' order by line)) as schema from part`
  )
  return rows[0].schema
}
