import { alreadyExists, notFound } from '../contract/errors.ts'
import {
  type AccountView as AccountRow,
  deleteAccountId,
  ownerOf,
  putAccountId,
  touchAccount
} from '../db/accounts/accounts.ts'
import type { Change } from '../db/accounts/change.ts'
import type { AccountKind } from './account-kinds.ts'
import type { AccountView } from './account-view.ts'
import { findAccount } from './find-account.ts'
import { checkHotel, checkVisible } from './hotel-limits.ts'
import { type Caller, change, hotelIdOf, invalidField, type Management } from './management.ts'

export interface GivenId {
  type: string
  value: string
  hotel?: string | null | undefined
  label?: string | null | undefined
}

export interface AccountIds {
  /** `claim`: the id is claimed, and belongs to accounts of this kind. */
  putId(caller: Caller, slug: string, id: GivenId, claim?: { action: string; kind: string }): Promise<AccountView>
  removeId(caller: Caller, slug: string, type: string, value: string): Promise<void>
}

/** `view`: an account as its caller may see it. */
export function createAccountIds(
  management: Management,
  view: (caller: Caller, row: AccountRow) => AccountView
): AccountIds {
  const { kinds, onReread, store } = management
  return {
    async putId(caller, slug, id, claim) {
      const updated = await change(management, caller, async (transaction, version, log) => {
        const found = await findAccount(transaction, caller, slug)
        const kind = kinds.get(found.kind)
        if (claim !== undefined && claim.kind !== found.kind)
          throw invalidField('/account', `is no account of the kind ${claim.kind}`)
        if (kind !== undefined) checkId(id, kind, { type: '/type', value: '/value' })
        checkVisible(caller, found, id, store.accounts)
        await addId(transaction, caller, found, id, '')
        await touchAccount(transaction, found.id, version)
        log(idEntry(claim?.action ?? 'id.added', slug, id, found.hotel))
        return findAccount(transaction, caller, slug)
      })
      onReread()
      return view(caller, updated)
    },

    async removeId(caller, slug, type, value) {
      await change(management, caller, async (transaction, version, log) => {
        const found = await findAccount(transaction, caller, slug)
        checkVisible(caller, found, { type, value }, store.accounts)
        if (!(await deleteAccountId(transaction, { accountId: found.id, type, value }))) throw notFound('id')
        await touchAccount(transaction, found.id, version)
        log(idEntry('id.removed', slug, { type, value }, found.hotel))
      })
    }
  }
}

/** Gives an id to an account. `at`: the JSON pointer of the id in the request. */
export async function addId(
  transaction: Change,
  caller: Caller,
  { id: accountId, slug, kind, hotelId: hotelOfAccount }: Pick<AccountRow, 'id' | 'slug' | 'kind' | 'hotelId'>,
  { type, value, hotel, label = null }: GivenId,
  at: string
): Promise<void> {
  const owner = await ownerOf(transaction, { kind, type, value })
  if (owner !== undefined && owner !== slug) {
    // The account may be another hotel's.
    const name = caller.hotels === null ? `the account ${owner}` : 'another account'
    throw alreadyExists(`${at}/value`, `belongs to ${name}`)
  }
  if (owner !== undefined && at !== '') throw alreadyExists(`${at}/value`, 'is in the list twice')
  const hotelId = await hotelIdOf(transaction, caller, hotel, `${at}/hotel`)
  checkHotel(caller, hotelId ?? hotelOfAccount, `${at}/hotel`)
  await putAccountId(transaction, { kind, type, value, accountId, hotelId, label })
}

export function checkId(
  { type, value }: GivenId,
  { idTypes }: AccountKind,
  path: { type: string; value: string }
): void {
  if (!idTypes.includes(type)) throw invalidField(path.type, `must be one of ${idTypes.join(', ')}`)
  if (type === 'number' && !/^\+[1-9]\d{4,14}$/.test(value)) {
    throw invalidField(path.value, 'must be a phone number like +4930901820')
  }
}

/** The entry of the audit log about an id. `other`: the hotel of the account, for an id without one. */
export function idEntry(
  action: string,
  slug: string,
  { type, value, hotel }: GivenId,
  other: string | null | undefined
) {
  return {
    action,
    target: `account:${slug} ${type}:${value}`,
    hotel: hotel ?? other ?? undefined,
    detail: { type, value }
  }
}
