import { createHash, randomUUID } from 'node:crypto'
import { drizzle } from 'drizzle-orm/node-postgres'
import { bigserial, customType, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { openPool } from '../open-pool.ts'

export interface Envelope {
  entry: { changes: { value: { messages?: Message[] } }[] }[]
}

interface Message {
  id: string
}

/** Keeps a delivery and its messages, before it resolves. */
type Store = (raw: Buffer, payload: Envelope) => Promise<void>

export type Reference = keyof typeof REFERENCE_STORES

export const REFERENCE_STORES = {
  'verify-only': async (): Promise<Store> => async () => undefined,
  'group-commit': groupCommit,
  'one-transaction': oneTransaction
}

const TABLES = `
  create table reference_deliveries (
    id uuid primary key, channel text not null, received_at timestamptz not null default now(), body bytea not null
  );
  create table reference_events (
    position bigserial primary key, delivery_id uuid not null, type text not null, data jsonb not null, key bytea not null unique
  )`

/** Deliveries of one transaction, and transactions at the same time. */
const MOST_DELIVERIES = 500
const AT_ONCE = 2

const INSERT = `
  with stored as (
    insert into reference_deliveries (id, channel, body)
    select id, 'whatsapp', body from unnest($1::uuid[], $2::bytea[]) as given (id, body)
  )
  insert into reference_events (delivery_id, type, data, key)
  select id, 'message.received', data, key from unnest($3::uuid[], $4::jsonb[], $5::bytea[]) as given (id, data, key)
  on conflict do nothing`

/** All that wait share one statement, which is one transaction. */
async function groupCommit(databaseUrl: string): Promise<Store> {
  const pool = openPool(databaseUrl, AT_ONCE)
  await pool.query(TABLES)
  interface Waiting {
    raw: Buffer
    messages: Message[]
    resolve(): void
    reject(error: unknown): void
  }
  const queue: Waiting[] = []
  let running = 0

  function next(): void {
    while (queue.length > 0 && running < AT_ONCE) {
      const batch = queue.splice(0, MOST_DELIVERIES)
      running++
      void settle(batch).finally(() => {
        running--
        next()
      })
    }
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      await write(batch)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    const ids = batch.map(() => randomUUID())
    const deliveryIds: string[] = []
    const data: string[] = []
    const keys: Buffer[] = []
    for (const [at, { messages }] of batch.entries()) {
      for (const message of messages) {
        deliveryIds.push(ids[at] ?? '')
        data.push(JSON.stringify(message))
        keys.push(digest(message.id))
      }
    }
    const values = [ids, batch.map(({ raw }) => raw), deliveryIds, data, keys]
    await pool.query({ name: 'insert', text: INSERT, values })
  }

  return (raw, payload) =>
    new Promise((resolve, reject) => {
      queue.push({ raw, messages: messagesOf(payload), resolve, reject })
      if (queue.length === 1) setImmediate(next)
    })
}

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

const deliveries = pgTable('reference_deliveries', {
  id: uuid().primaryKey(),
  channel: text().notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull().defaultNow(),
  body: bytea().notNull()
})

const events = pgTable('reference_events', {
  position: bigserial({ mode: 'number' }).primaryKey(),
  deliveryId: uuid('delivery_id').notNull(),
  type: text().notNull(),
  data: jsonb().notNull(),
  key: bytea().notNull().unique()
})

/** A transaction for each request, with a query builder and ten connections. */
async function oneTransaction(databaseUrl: string): Promise<Store> {
  const pool = openPool(databaseUrl, 10)
  await pool.query(TABLES)
  const db = drizzle({ client: pool })
  return (raw, payload) => {
    const deliveryId = randomUUID()
    const rows = messagesOf(payload).map((data) => ({
      deliveryId,
      type: 'message.received',
      data,
      key: digest(data.id)
    }))
    return db.transaction(async (tx) => {
      await tx.insert(deliveries).values({ id: deliveryId, channel: 'whatsapp', body: raw })
      await tx.insert(events).values(rows).onConflictDoNothing()
    })
  }
}

function messagesOf({ entry }: Envelope): Message[] {
  return entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.messages ?? []))
}

function digest(id: string): Buffer {
  return createHash('sha256').update(id).digest()
}
