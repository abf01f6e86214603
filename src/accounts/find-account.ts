import { notFound } from '../contract/errors.ts'
import { type AccountView, readAccount, readAccounts } from '../db/accounts/accounts.ts'
import type { Change } from '../db/accounts/change.ts'
import type { Caller } from './management.ts'

/** The account, unless it is another hotel's. */
export async function findAccount(query: Change, { hotels }: Caller, slug: string): Promise<AccountView> {
  const found = await readAccount(query, slug)
  if (found === undefined) throw notFound('account')
  if (hotels === null) return found
  const [visible] = await readAccounts(query, { after: found.id - 1, limit: 1, hotels })
  if (visible?.id !== found.id) throw notFound('account')
  return found
}
