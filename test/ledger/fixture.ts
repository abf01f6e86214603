import type { Test } from 'tap'
import type { Fact, Reading } from '../../schemas/reading.ts'
import { LIMITS, type Limits } from '../../src/config/limits.ts'
import type { Delivery, InterpretedDelivery } from '../../src/contract/delivery.ts'
import { newId } from '../../src/contract/new-id.ts'
import { connect, type Database } from '../../src/db/connect.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { openSpool } from '../../src/spool/spool.ts'
import { makeFolder } from '../support/test-app.ts'

type Log = (fields: object, message: string) => void
const quiet: Log = () => undefined
export const silent = { info: quiet, warn: quiet, error: quiet }

export function openDatabase(t: Test, url: string): Database {
  const database = connect(url, silent)
  t.teardown(() => database.close())
  return database
}

interface LedgerFixture {
  ledger: Ledger
  /** Where it spools. */
  folder: string
}

interface LedgerFixtureOptions {
  folder?: string
  maxBytes?: number
  prepare?: () => Promise<void>
  limits?: Limits['ledger']
  log?: typeof silent
}

/** A ledger on a database, with a spool of its own. Both are closed when the test ends. */
export async function openLedger(
  t: Test,
  database: Database,
  { folder = makeFolder(t), maxBytes = 1e9, prepare, limits = LIMITS.ledger, log = silent }: LedgerFixtureOptions = {}
): Promise<LedgerFixture> {
  const spool = await openSpool({ folder, maxBytes, log })
  const ledger = createLedger({ database, spool, limits, log, prepare, interpret })
  t.teardown(() => ledger.close())
  return { ledger, folder }
}

export function fact(id: string): Fact {
  return { type: 'message.received', source: 'test', kind: 'message', id, key: ['message', id], data: {} }
}

const madeReadings = new Map<string, readonly Reading[]>()

/** A delivery whose bytes, read again, say the same as the readings. */
export function entry(readings: readonly Reading[], body: Buffer = Buffer.from('bytes')): InterpretedDelivery {
  const receivedAt = new Date().toISOString()
  const about = { id: newId(), channel: 'test', source: 'test', endpoint: '/webhooks/test', contentType: null }
  madeReadings.set(about.id, readings)
  return { delivery: { ...about, receivedAt, verified: true, masked: false, body }, readings }
}

/** The same for the bytes alone. */
export function delivery(body?: Buffer): Delivery {
  return entry([], body).delivery
}

function interpret(delivery: Delivery): InterpretedDelivery | undefined {
  const readings = madeReadings.get(delivery.id)
  return readings && { delivery, readings }
}
