import { LIMITS } from '../config/limits.ts'
import { notFound } from '../contract/errors.ts'
import { IGNORED, readUnclaimed, type UnclaimedRow } from '../db/accounts/waiting.ts'
import { fromDatabase } from '../db/instant.ts'
import type { AccountView } from './account-view.ts'
import type { Accounts } from './manage-accounts.ts'
import type { Caller, Management } from './management.ts'
import { unclaimedId } from './waiting.ts'

/** An id that came with a proven delivery, and that no account has. */
export interface UnclaimedView {
  id: string
  kind: string
  type: string
  value: string
  /** Slug of the account whose secret proved the first delivery. */
  account: string | null
  deliveries: number
  firstAt: string
  lastAt: string
}

/** Ids that one delivery waits for: `waiting` of limits.ts. */
const MOST_TOGETHER = LIMITS.accounts.waiting

interface UnclaimedPage {
  after: number
  limit: number
  withoutIgnored?: boolean
  /** The latest first, before this position if it is given. */
  newest?: { before: number | undefined }
}

export interface Unclaimed {
  /** `last`: position of the last row. `isFull`: there are more rows behind it. */
  list(caller: Caller, page: UnclaimedPage): Promise<{ unclaimed: UnclaimedView[]; last: number; isFull: boolean }>
  claim(caller: Caller, id: string, given: { account: string; hotel?: string | null | undefined }): Promise<AccountView>
  /** Hides an id from people. Its deliveries stay, and are read when an account gets the id. The audit log remembers it. */
  ignore(caller: Caller, id: string): Promise<void>
}

export function createUnclaimed({ database, store, audit }: Management, accounts: Pick<Accounts, 'putId'>): Unclaimed {
  return {
    async list({ hotels }, page) {
      const found = await readUnclaimed(database.query, { ...page, limit: page.limit + MOST_TOGETHER + 1 })
      const end = found[page.limit - 1]?.position
      // Ids that came with the same delivery have the same position, so they stand on the same page.
      const rows = found.filter(({ position }, at) => at < page.limit || position === end)
      const seen = rows.filter((row) => hotels === null || isOf(row, hotels))
      const last = rows.at(-1)?.position ?? page.after
      return { unclaimed: seen.flatMap(view), last, isFull: found.length > rows.length }
    },

    async claim(caller, id, { account, hotel }) {
      const { kind, type, value } = await find(caller, id)
      return accounts.putId(caller, account, { type, value, hotel }, { action: 'id.claimed', kind })
    },

    async ignore(caller, id) {
      const { kind, type, value, hotel } = await find(caller, id)
      const target = `id:${kind} ${type}:${value}`
      await audit.record({ actor: caller.actor, action: IGNORED, target, hotel, detail: { id } })
    }
  }

  async function find({ hotels }: Caller, id: string) {
    const [row] = await readUnclaimed(database.query, { after: 0, limit: 1, id })
    const found = row && unclaimedId(row.mark)
    if (row === undefined || found === undefined) throw notFound('unclaimed id')
    if (hotels !== null && !isOf(row, hotels)) throw notFound('unclaimed id')
    const account = row.accountId === null ? undefined : store.accounts.byAccountId(row.accountId)
    return { ...found, hotel: account && store.accounts.hotelOf(account) }
  }

  function view({ mark, accountId, position: _position, ...row }: UnclaimedRow): UnclaimedView[] {
    const id = unclaimedId(mark)
    // An account has it now, and its deliveries are about to be read.
    if (id === undefined || store.accounts.owner(id.kind, id.type, id.value) !== undefined) return []
    const account = accountId === null ? undefined : store.accounts.byAccountId(accountId)
    const times = { firstAt: fromDatabase(row.firstAt), lastAt: fromDatabase(row.lastAt) }
    return [{ id: row.id, ...id, account: account?.slug ?? null, deliveries: row.deliveries, ...times }]
  }

  /** The hotel of an id is not known before it is claimed. The account that proved it may have one. */
  function isOf({ accountId }: Pick<UnclaimedRow, 'accountId'>, hotels: readonly number[]): boolean {
    const hotelId = accountId === null ? undefined : store.accounts.byAccountId(accountId)?.hotelId
    return typeof hotelId === 'number' && hotels.includes(hotelId)
  }
}
