import type { JsonObject } from '../../schemas/reading.ts'

/** The records of a fake, by kind and id. */
export interface Records {
  put(kind: string, id: string, record: JsonObject): void
  /** Removes a record, as if it had never been there. */
  forget(kind: string, id: string): void
  /** The record as the API shows it now. */
  get(kind: string, id: string): JsonObject | undefined
  /** The record as it was put last, which the API may not show yet. */
  latest(kind: string, id: string): JsonObject | undefined
  /** All records that the API shows now, in the order of their creation. */
  all(kind: string): JsonObject[]
}

/** What a gateway asks the vendor to send. It is known at once. */
export const SUBSCRIPTIONS = 'subscriptions'

interface Version {
  record: JsonObject
  /** The API shows the version from this time on. */
  from: number
}

/** `lagMs`: the API shows a change this long after it was made. */
export function createRecords(now: () => number, lagMs: number): Records {
  const kinds = new Map<string, Map<string, readonly Version[]>>()

  return {
    put(kind, id, record) {
      const entries = kinds.get(kind) ?? new Map<string, readonly Version[]>()
      kinds.set(kind, entries)
      const shown = (entries.get(id) ?? []).filter(({ from }) => from <= now()).slice(-1)
      entries.set(id, [...shown, { record, from: now() + (kind === SUBSCRIPTIONS ? 0 : lagMs) }])
    },
    forget: (kind, id) => void kinds.get(kind)?.delete(id),
    get: (kind, id) => visible(kinds.get(kind)?.get(id)),
    latest: (kind, id) => kinds.get(kind)?.get(id)?.at(-1)?.record,
    all: (kind) => [...(kinds.get(kind)?.values() ?? [])].map(visible).filter((record) => record !== undefined)
  }

  function visible(versions: readonly Version[] = []): JsonObject | undefined {
    return versions.findLast(({ from }) => from <= now())?.record
  }
}
