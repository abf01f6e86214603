import { randomBytes } from 'node:crypto'
import { alreadyExists, errors } from '../contract/errors.ts'
import {
  type AccountView as AccountRow,
  deleteAccount,
  hasDeliveries,
  insertAccount,
  readAccount,
  readAccounts,
  updateAccount
} from '../db/accounts/accounts.ts'
import { type AccountView, accountView } from './account-view.ts'
import { findAccount } from './find-account.ts'
import { checkHotel, checkOwner, visibleTo } from './hotel-limits.ts'
import { type AccountIds, addId, checkId, createAccountIds, type GivenId, idEntry } from './manage-account-ids.ts'
import { type Caller, change, hotelIdOf, invalidField, type Management } from './management.ts'
import { addSecret, checkSecret, type GivenSecret } from './new-secret.ts'

export interface NewAccount {
  slug: string
  kind: string
  name: string
  hotel?: string | null | undefined
  ids?: readonly GivenId[] | undefined
  secrets?: readonly GivenSecret[] | undefined
}

export interface AccountChange {
  name?: string | undefined
  hotel?: string | null | undefined
  state?: 'active' | 'paused' | undefined
  version?: number | undefined
}

export interface Accounts extends AccountIds {
  list(caller: Caller, page: { after: number; limit: number }): Promise<{ accounts: AccountView[]; last: number }>
  get(caller: Caller, slug: string): Promise<AccountView>
  create(caller: Caller, account: NewAccount): Promise<AccountView>
  update(caller: Caller, slug: string, given: AccountChange): Promise<AccountView>
  remove(caller: Caller, slug: string, confirm: string | undefined): Promise<void>
}

export function createAccounts(management: Management): Accounts {
  const { database, kinds, publicUrl, onReread, store } = management

  function view(caller: Caller, row: AccountRow): AccountView {
    return accountView(visibleTo(caller, row, store.accounts), kinds.get(row.kind), publicUrl)
  }

  return {
    ...createAccountIds(management, view),

    async list(caller, { after, limit }) {
      const rows = await readAccounts(database.query, { after, limit, hotels: caller.hotels ?? undefined })
      return { accounts: rows.map((row) => view(caller, row)), last: rows.at(-1)?.id ?? after }
    },

    get: async (caller, slug) => view(caller, await findAccount(database.query, caller, slug)),

    async create(caller, { slug, name, hotel, ids = [], secrets = [], ...given }) {
      const kind = kinds.get(given.kind)
      if (kind === undefined) throw invalidField('/kind', `must be one of ${[...kinds.keys()].join(', ')}`)
      for (const [at, id] of ids.entries()) checkId(id, kind, { type: `/ids/${at}/type`, value: `/ids/${at}/value` })
      for (const [at, secret] of secrets.entries()) checkSecret(secret, kind, `/secrets/${at}`)
      const { actor: createdBy } = caller
      const created = await change(management, caller, async (transaction, version, log) => {
        if (await readAccount(transaction, slug)) throw alreadyExists('/slug', 'is the slug of another account')
        const hotelId = await hotelIdOf(transaction, caller, hotel, '/hotel')
        checkHotel(caller, hotelId, '/hotel')
        const account = { slug, kind: kind.name, name, pathKey: newPathKey(), hotelId, createdBy }
        const accountId = await insertAccount(transaction, account, version)
        const target = `account:${slug}`
        log({ action: 'account.created', target, hotel: hotel ?? undefined, detail: { kind: kind.name } })
        for (const [at, id] of ids.entries()) {
          await addId(transaction, caller, { id: accountId, slug, kind: kind.name, hotelId }, id, `/ids/${at}`)
          log(idEntry('id.added', slug, id, hotel))
        }
        for (const [at, secret] of secrets.entries()) {
          await addSecret(management, transaction, secret, { accountId, kind, createdBy, at: `/secrets/${at}` })
          log({ action: 'secret.added', target, hotel: hotel ?? undefined, detail: { purpose: secret.purpose } })
        }
        return findAccount(transaction, caller, slug)
      })
      if (ids.length > 0) onReread()
      return view(caller, created)
    },

    async update(caller, slug, { version: expected, hotel, ...given }) {
      const updated = await change(management, caller, async (transaction, version, log) => {
        const found = await findAccount(transaction, caller, slug)
        checkOwner(caller, found)
        if (expected !== undefined && expected !== found.version) throw new errors.VERSION_CONFLICT()
        const hotelId = hotel === undefined ? found.hotelId : await hotelIdOf(transaction, caller, hotel, '/hotel')
        checkHotel(caller, hotelId, '/hotel')
        const { name = found.name, state = found.state } = given
        await updateAccount(transaction, { id: found.id, name, hotelId, state }, version)
        const about = { target: `account:${slug}`, hotel: (hotel === undefined ? found.hotel : hotel) ?? undefined }
        const fields = Object.entries({ name: given.name, hotel }).flatMap(([field, one]) =>
          one === undefined ? [] : [field]
        )
        if (fields.length > 0) log({ action: 'account.changed', ...about, detail: { fields } })
        if (state !== found.state) log({ action: state === 'paused' ? 'account.paused' : 'account.resumed', ...about })
        return findAccount(transaction, caller, slug)
      })
      onReread()
      return view(caller, updated)
    },

    async remove(caller, slug, confirm) {
      if (confirm !== undefined && confirm !== slug) throw invalidField('/confirm', 'must be the slug of the account')
      await change(management, caller, async (transaction, version, log) => {
        const found = await findAccount(transaction, caller, slug)
        checkOwner(caller, found)
        if (confirm === undefined && (await hasDeliveries(transaction, slug))) {
          throw new errors.IN_USE(`it has deliveries. Confirm with ?confirm=${slug}`)
        }
        await deleteAccount(transaction, found.id, version)
        log({ action: 'account.removed', target: `account:${slug}`, hotel: found.hotel ?? undefined })
      })
    }
  }
}

/** 60 random bits. */
function newPathKey(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  return [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('')
}
