import type { JsonObject } from '../../schemas/reading.ts'
import type { ReadingOfRecords } from '../contract/api-request.ts'
import type { Caller } from './caller.ts'
import type { Vendor } from './vendors.ts'
import { readPage } from './walk.ts'

/** Rows of one list that are remembered. */
const MOST_ROWS = 50_000
/** Pages of one list. */
const MOST_PAGES = 200
const HOUR_MS = 3_600_000

/** Lists of a vendor that records are assembled with. Each is read when it is needed, and again after its hours. */
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
      const rows: JsonObject[] = []
      const context = contextNow()
      let next: ReturnType<typeof request> | undefined = request(context)
      for (let pages = 0; next !== undefined && pages < MOST_PAGES && rows.length < MOST_ROWS; pages++) {
        const page: Awaited<ReturnType<typeof readPage>> = await readPage(next, { vendor, caller, priority, context })
        for (const row of page.rows) rows.push(row)
        next = page.next
      }
      known.set(name, { rows, until: now() + hours * HOUR_MS })
    }
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
