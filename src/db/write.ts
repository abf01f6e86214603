import { fillPlaceholders, type SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { batchValues } from './batch-values.ts'
import type { Session } from './connect.ts'
import { LOCKS } from './locks.ts'
import { toolsOf } from './session-tools.ts'
import type { BatchRows } from './written-rows.ts'

export interface Inserted {
  /** Ids of those events that are new. */
  events: ReadonlySet<string>
  /** The `version` of the entities that were written. */
  version: string
}

const BEGIN_LOCKED = `begin isolation level read committed; select pg_advisory_xact_lock(${LOCKS.commit})`

/**
 * Begins a transaction and waits for the commit lock, which serializes all writers until the commit is visible. So positions
 * are given in the order of commits, and a reader that has seen position n has seen everything before it.
 */
export async function beginLocked(session: Session): Promise<void> {
  await session.$client.query({ text: BEGIN_LOCKED })
}

export async function commit(session: Session): Promise<void> {
  await session.$client.query({ text: 'commit' })
}

/**
 * Writes deliveries, their events, and changed entities in one statement. It is a transaction of its own unless one was
 * begun: it takes the commit lock, inserts the events whose key is not stored yet, and stores with each delivery which of its
 * events those are. Returns undefined, and writes nothing, if an entity changed since it was read. That is certain only if
 * the lock was taken by an earlier statement.
 */
export async function insertBatch(session: Session, rows: BatchRows): Promise<Inserted | undefined> {
  return insertedOf(await session.$client.query(insertQuery(session, rows)))
}

/**
 * The same in a transaction with the commit lock, all of it sent at once: the lock is held for one round trip. `also`: statements that
 * write nothing if the deliveries were not inserted.
 */
export async function insertBatchLocked(
  session: Session,
  rows: BatchRows,
  also: readonly SQL[] = []
): Promise<Inserted | undefined> {
  const { $client } = session
  const insert = insertQuery(session, rows)
  const others = also.map(queryOf)
  // The connection sends statements in the order of these calls, whatever happens between them.
  const [, result] = await Promise.all([
    $client.query({ text: BEGIN_LOCKED }),
    $client.query(insert),
    ...others.map((query) => $client.query(query)),
    $client.query({ text: 'commit' })
  ])
  return insertedOf(result)
}

/** Runs statements in the transaction of a session, all of them sent at once. */
export async function runAll(session: Session, statements: readonly SQL[]): Promise<void> {
  await Promise.all(statements.map((statement) => session.$client.query(queryOf(statement))))
}

const dialect = new PgDialect()

function queryOf(statement: SQL): { text: string; values: unknown[] } {
  const { sql: text, params: values } = dialect.sqlToQuery(statement)
  return { text, values }
}

/** The last statement of a transaction, and its commit, sent at once. */
export async function insertBatchAndCommit(session: Session, rows: BatchRows): Promise<Inserted | undefined> {
  const { $client } = session
  const insert = insertQuery(session, rows)
  const [result] = await Promise.all([$client.query(insert), $client.query({ text: 'commit' })])
  return insertedOf(result)
}

function insertedOf({ rows: [row] }: { rows: unknown[] }): Inserted | undefined {
  // The columns of `insertBatch` in statements.ts.
  const [ids, asRead, version] = row as [string | null, boolean, string]
  return asRead ? { events: new Set(ids?.split(',')), version } : undefined
}

function insertQuery(session: Session, rows: BatchRows) {
  const { insertBatch, arrays } = toolsOf(session)
  const { sql: text, params } = insertBatch
  return {
    name: 'bellhook_insert_batch',
    text,
    values: fillPlaceholders(params, batchValues(rows, arrays)),
    rowMode: 'array'
  }
}
