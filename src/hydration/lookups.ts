import type { JsonObject } from '../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords } from '../contract/api-request.ts'
import type { Caller } from './caller.ts'
import { TooMuch } from './errors.ts'
import type { Vendor } from './vendors.ts'
import { readPage } from './walk.ts'

/** Rows of one list that are remembered. */
const MOST_ROWS = 50_000
/** Pages of one list. */
const MOST_PAGES = 200
const HOUR_MS = 3_600_000
/** A list that the vendor refuses is asked for again after this time. */
const BETWEEN_REFUSED_MS = 5 * 60_000

/**
 * Lists of a vendor that records are assembled with. Each is read when it is needed, and again after its hours. Without a list that
 * the vendor does not show to this credential, records lack the names that are in it.
 */
export interface Lookups {
  context(priority: number): Promise<ReadingOfRecords>
}

export function createLookups(vendor: Vendor, caller: Caller, now: () => number = Date.now): Lookups {
  const known = new Map<string, { rows: readonly JsonObject[]; until: number }>()
  let running: Promise<void> | undefined

  async function refresh(priority: number): Promise<void> {
    for (const { name, hours, request } of vendor.records.lookups ?? []) {
      const list = known.get(name)
      if (list !== undefined && list.until > now()) continue
      try {
        known.set(name, { rows: await rowsOf(request(contextNow()), priority), until: now() + hours * HOUR_MS })
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error
        known.set(name, { rows: list?.rows ?? [], until: now() + BETWEEN_REFUSED_MS })
      }
    }
  }

  async function rowsOf(first: ApiRequest, priority: number): Promise<JsonObject[]> {
    const rows: JsonObject[] = []
    const context = contextNow()
    let next: ApiRequest | undefined = first
    for (let pages = 0; next !== undefined && pages < MOST_PAGES && rows.length < MOST_ROWS; pages++) {
      const page: Awaited<ReturnType<typeof readPage>> = await readPage(next, { vendor, caller, priority, context })
      for (const row of page.rows) rows.push(row)
      next = page.next
    }
    return rows
  }

  function contextNow(): ReadingOfRecords {
    const lookups = Object.fromEntries([...known].map(([name, { rows }]) => [name, rows]))
    return { now: new Date(now()).toISOString(), settings: vendor.settings, lookups }
  }

  return {
    async context(priority) {
      running ??= refresh(priority).finally(() => {
        running = undefined
      })
      await running
      return contextNow()
    }
  }
}
