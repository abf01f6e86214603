import { eq } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { isProblem } from '../schemas/reading.ts'
import type { InterpretedDelivery, Recorded } from '../src/contract/delivery.ts'
import { newId } from '../src/contract/new-id.ts'
import { deliveries, entities, events } from '../src/db/tables.ts'
import { entityKey } from '../src/ledger/digest.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { applyReading, reportedState } from '../src/ledger/state.ts'
import { openPool } from './open-pool.ts'

/** Ledgers to compare with the real one. The rest of the server is the same. */

/** Stores nothing. The rest is the cost of HTTP, verification, parsing, validation, and normalization. */
export function noLedger(): Ledger {
  return { record: async ({ delivery }) => recorded(delivery.id, []), status, close: async () => undefined }
}

/** The simplest implementation: one transaction per request, with the query builder. */
export function plainLedger(databaseUrl: string): Ledger {
  const pool = openPool(databaseUrl, 10)
  const db = drizzle({ client: pool })
  return {
    status,
    close: () => pool.end(),
    record: ({ delivery, readings }) =>
      db.transaction(async (tx) => {
        for (const reading of readings) await keepState(tx, delivery, reading)
        const rows = readings.flatMap((reading) => toRow(delivery, reading))
        const inserted = await tx.insert(events).values(rows).onConflictDoNothing().returning({ id: events.id })
        const eventIds = inserted.map(({ id }) => id)
        const row = { ...delivery, proven: null, waiting: null, outcome: 'accepted' as const, problems: [], eventIds }
        await tx.insert(deliveries).values(row)
        return recorded(delivery.id, eventIds)
      })
  }
}

const status: Ledger['status'] = () => ({
  spooling: false,
  waiting: 0,
  spool: { records: 0, bytes: 0, maxBytes: 0, writable: true, damaged: 0, isListed: true }
})

async function keepState(
  tx: Pick<NodePgDatabase, 'select' | 'insert'>,
  delivery: InterpretedDelivery['delivery'],
  reading: InterpretedDelivery['readings'][number]
): Promise<void> {
  if (isProblem(reading) || reportedState(reading) === undefined) return
  const { channel, receivedAt: updatedAt } = delivery
  const { kind, source, property = null, id: externalId } = reading
  const key = entityKey(delivery, reading)
  const [stored] = await tx.select().from(entities).where(eq(entities.key, key)).for('update')
  const { state, clock } = applyReading(stored, reading, updatedAt)
  await tx
    .insert(entities)
    .values({ key, kind, channel, source, property, externalId, state, clock, updatedAt })
    .onConflictDoUpdate({ target: entities.key, set: { state, clock, updatedAt } })
}

function toRow(
  delivery: InterpretedDelivery['delivery'],
  reading: InterpretedDelivery['readings'][number]
): (typeof events.$inferInsert)[] {
  if (isProblem(reading)) return []
  const { receivedAt, channel, verified, id } = delivery
  return [
    {
      id: newId(),
      type: reading.type ?? 'reservation.created',
      source: reading.source,
      subject: `${reading.kind}/${reading.id}`,
      time: reading.time ?? receivedAt,
      channel,
      deliveryId: id,
      receivedAt,
      timebasis: 'event',
      verified,
      hydrated: false,
      data: reading.data,
      key: Buffer.from(reading.type === undefined ? id : JSON.stringify(reading.key))
    }
  ]
}

function recorded(deliveryId: string, events: readonly string[]): Recorded {
  return { deliveryId, outcome: 'accepted', reason: null, problems: [], events }
}
