import type { ApiKeyRow } from '../db/accounts/snapshot.ts'

/** API keys in memory, by the SHA-256 of each. */
export interface KeyIndex {
  put(key: ApiKeyRow): void
  /** The key with this hash, in hex, if it is good now. */
  find(hash: string, now: number): ApiKeyRow | undefined
  rows(): readonly ApiKeyRow[]
}

export function createKeyIndex(): KeyIndex {
  const byId = new Map<number, ApiKeyRow>()
  const byHash = new Map<string, ApiKeyRow>()

  return {
    put(key) {
      const before = byId.get(key.id)
      for (const hash of [before?.hash, before?.oldHash]) if (hash) byHash.delete(hash)
      byId.set(key.id, key)
      for (const hash of [key.hash, key.oldHash]) if (hash) byHash.set(hash, key)
    },
    find(hash, now) {
      const key = byHash.get(hash)
      if (key === undefined || key.endedAt !== null || (key.endsAt ?? Number.POSITIVE_INFINITY) <= now) return undefined
      return key.hash === hash || (key.oldUntil ?? 0) > now ? key : undefined
    },
    rows: () => [...byId.values()]
  }
}
