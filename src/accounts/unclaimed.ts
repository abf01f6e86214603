import { notFound } from '../contract/errors.ts'
import { readUnclaimed, type UnclaimedRow } from '../db/accounts/waiting.ts'
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

export interface Unclaimed {
  list(caller: Caller, page: { after: number; limit: number }): Promise<{ unclaimed: UnclaimedView[]; last: number }>
  claim(caller: Caller, id: string, given: { account: string; hotel?: string | null | undefined }): Promise<AccountView>
}

export function createUnclaimed({ database, store }: Management, accounts: Pick<Accounts, 'putId'>): Unclaimed {
  return {
    async list({ hotels }, page) {
      const rows = await readUnclaimed(database.query, page)
      const seen = rows.filter((row) => hotels === null || isOf(row, hotels))
      return { unclaimed: seen.flatMap(view), last: rows.at(-1)?.position ?? page.after }
    },

    async claim(caller, id, { account, hotel }) {
      const [row] = await readUnclaimed(database.query, { after: 0, limit: 1, id })
      const found = row && unclaimedId(row.mark)
      if (row === undefined || found === undefined) throw notFound('unclaimed id')
      if (caller.hotels !== null && !isOf(row, caller.hotels)) throw notFound('unclaimed id')
      return accounts.putId(caller, account, { ...found, hotel }, { action: 'id.claimed', kind: found.kind })
    }
  }

  function view({ mark, accountId, position: _position, ...row }: UnclaimedRow): UnclaimedView[] {
    const id = unclaimedId(mark)
    if (id === undefined) return []
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
