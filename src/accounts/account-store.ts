import { setTimeout as sleep } from 'node:timers/promises'
import { type AllRows, type ConfigRows, readConfigRows, readConfigVersion } from '../db/accounts/snapshot.ts'
import type { Database } from '../db/connect.ts'
import { type AccountIndex, createAccountIndex } from './account-index.ts'
import { createKeyIndex, type KeyIndex } from './key-index.ts'
import { open, secretPlace } from './sealing.ts'
import type { SealingKey } from './secrets-key.ts'
import type { SnapshotFile } from './snapshot-file.ts'

export interface AccountStore {
  accounts: AccountIndex
  keys: KeyIndex
  /** Resolves when every change that was committed before the call is active here. */
  refresh(): Promise<void>
  /** Another gateway may have changed something. */
  wake(): void
  /** Reads the snapshot of an earlier run, and then the database, if it answers. */
  load(): Promise<void>
  version(): number
  close(): Promise<void>
}

interface AccountStoreOptions {
  database: Pick<Database, 'query'>
  sealing: readonly SealingKey[]
  snapshot: SnapshotFile
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** Milliseconds between two looks at the version. Infinity: none. */
  pollMs: number
  /** Accounts or keys have changed. */
  onChange(): void
}

/**
 * Accounts and API keys in memory. A webhook never waits for the database to be verified. NOTIFY says that something changed, and a
 * look at the version every two seconds guarantees it.
 */
export function createAccountStore({
  database,
  sealing,
  snapshot,
  log,
  pollMs,
  onChange
}: AccountStoreOptions): AccountStore {
  const accounts = createAccountIndex()
  const keys = createKeyIndex()
  const rows = { hotels: [] as AllRows['hotels'], accounts: new Map<number, AllRows['accounts'][number]>() }
  let version = -1
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let hasFailed = false
  const closing = new AbortController()
  const polling = poll()

  /** A refresh that begins after the call. Calls during a refresh share the one after it. */
  function refresh(): Promise<void> {
    if (running === undefined) return begin()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }

  function begin(): Promise<void> {
    running = read().finally(() => {
      running = undefined
    })
    return running
  }

  async function read(): Promise<void> {
    if (version >= 0 && (await readConfigVersion(database.query)) === version) return
    const found = await readConfigRows(database.query, version)
    apply(found)
    snapshot.write(() => ({ version, hotels: rows.hotels, accounts: [...rows.accounts.values()], keys: keys.rows() }))
    onChange()
  }

  function apply(found: Omit<ConfigRows, 'removed'> & Partial<Pick<ConfigRows, 'removed'>>): void {
    rows.hotels = found.hotels
    accounts.setHotels(found.hotels)
    for (const id of found.removed ?? []) {
      rows.accounts.delete(id)
      accounts.remove(id)
    }
    for (const row of found.accounts) {
      rows.accounts.set(row.id, row)
      accounts.put({
        id: row.id,
        slug: row.slug,
        kind: row.kind,
        pathKey: row.pathKey,
        hotelId: row.hotelId,
        isPaused: row.state === 'paused',
        version: row.version,
        ids: row.ids,
        secrets: row.secrets.flatMap((secret) => opened(row, secret))
      })
    }
    for (const key of found.keys) keys.put(key)
    version = found.version
  }

  function opened(account: AllRows['accounts'][number], secret: AllRows['accounts'][number]['secrets'][number]) {
    const { id, purpose, endsAt } = secret
    const place = secretPlace({ id, accountId: account.id, purpose })
    const found = open(Buffer.from(secret.sealed, 'base64'), place, sealing)
    if ('value' in found) {
      return [{ id, purpose, value: found.value.toString(), endsAt: endsAt ?? Number.POSITIVE_INFINITY }]
    }
    const why = found.failed === 'key' ? 'its key is not in SECRETS_KEY' : 'it was changed or moved to another row'
    log.error({ account: account.slug, secret: id }, `a sealed secret does not open, and is not used: ${why}`)
    return []
  }

  async function tryRefresh(): Promise<void> {
    try {
      await refresh()
      hasFailed = false
    } catch (error) {
      if (!hasFailed && !closing.signal.aborted) {
        log.warn({ err: error }, 'accounts could not be read: the last known ones stay in use')
      }
      hasFailed = true
    }
  }

  async function poll(): Promise<void> {
    while (!closing.signal.aborted && Number.isFinite(pollMs)) {
      await sleep(pollMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      if (!closing.signal.aborted) await tryRefresh()
    }
  }

  return {
    accounts,
    keys,
    refresh,
    wake: () => void (closing.signal.aborted || tryRefresh()),
    version: () => version,

    async load() {
      await tryRefresh()
      if (version >= 0) return
      const saved = await snapshot.read()
      if (saved === undefined) return
      apply(saved)
      log.warn(
        { accounts: accounts.size(), version },
        'the database does not answer: using the accounts of the last snapshot in DATA_DIR'
      )
    },

    async close() {
      closing.abort()
      await polling
      await running?.catch(() => undefined)
      await snapshot.close()
    }
  }
}
