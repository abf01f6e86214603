import { errors } from '../contract/errors.ts'
import type { AccountView as AccountRow } from '../db/accounts/accounts.ts'
import type { AccountIndex } from './account-index.ts'
import { type Caller, invalidField } from './management.ts'

// Several hotels can share an account. A caller who is limited to hotels sees only their part of it.

interface Id {
  type: string
  value: string
}

type Hotels = Pick<AccountIndex, 'hotelSlug'>

/** The account without what is another hotel's. An id without a hotel has that of the account. */
export function visibleTo({ hotels }: Caller, account: AccountRow, index: Hotels): AccountRow {
  if (hotels === null) return account
  const own = new Set(hotels.map((id) => index.hotelSlug(id)))
  const isVisible = (hotel: string | null) => hotel === null || own.has(hotel)
  return {
    ...account,
    hotel: isVisible(account.hotel) ? account.hotel : null,
    ids: account.ids.filter(({ hotel }) => isVisible(hotel ?? account.hotel))
  }
}

/** Throws if an id of the account is another hotel's. */
export function checkVisible(caller: Caller, account: AccountRow, id: Id, index: Hotels): void {
  const isThis = (one: Id) => one.type === id.type && one.value === id.value
  if (account.ids.some(isThis) && !visibleTo(caller, account, index).ids.some(isThis)) throw new errors.FORBIDDEN()
}

/** Throws unless the caller may give something to this hotel, or to none. */
export function checkHotel(caller: Caller, hotelId: number | null, path: string): void {
  if (!manages(caller, hotelId)) throw invalidField(path, 'must be one of your hotels')
}

/** Throws unless the hotel of the account is one of the caller's: the change concerns every hotel that shares the account. */
export function checkOwner(caller: Caller, { hotelId }: Pick<AccountRow, 'hotelId'>): void {
  if (!manages(caller, hotelId)) throw new errors.FORBIDDEN()
}

function manages({ hotels }: Caller, hotelId: number | null): boolean {
  return hotels === null || (hotelId !== null && hotels.includes(hotelId))
}
