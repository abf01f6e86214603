import { randomBytes } from 'node:crypto'
import { alreadyExists, errors, notFound } from '../contract/errors.ts'
import {
  type AccountView as AccountRow,
  deleteAccount,
  deleteAccountId,
  hasDeliveries,
  insertAccount,
  ownerOf,
  putAccountId,
  readAccount,
  readAccounts,
  touchAccount,
  updateAccount
} from '../db/accounts/accounts.ts'
import type { Change } from '../db/accounts/change.ts'
import type { AccountKind } from './account-kinds.ts'
import { type AccountView, accountView } from './account-view.ts'
import { checkHotel, checkOwner, checkVisible, visibleTo } from './hotel-limits.ts'
import { type Caller, change, hotelIdOf, invalidField, type Management } from './management.ts'
import { addSecret, checkSecret, type GivenSecret } from './new-secret.ts'

export interface GivenId {
  type: string
  value: string
  hotel?: string | null | undefined
  label?: string | null | undefined
}

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

export interface Accounts {
  list(caller: Caller, page: { after: number; limit: number }): Promise<{ accounts: AccountView[]; last: number }>
  get(caller: Caller, slug: string): Promise<AccountView>
  create(caller: Caller, account: NewAccount): Promise<AccountView>
  update(caller: Caller, slug: string, given: AccountChange): Promise<AccountView>
  remove(caller: Caller, slug: string, confirm: string | undefined): Promise<void>
  /** `claim`: the id is claimed, and belongs to accounts of this kind. */
  putId(caller: Caller, slug: string, id: GivenId, claim?: { action: string; kind: string }): Promise<AccountView>
  removeId(caller: Caller, slug: string, type: string, value: string): Promise<void>
}

export function createAccounts(management: Management): Accounts {
  const { database, kinds, publicUrl, onReread, store } = management

  function view(caller: Caller, row: AccountRow): AccountView {
    return accountView(visibleTo(caller, row, store.accounts), kinds.get(row.kind), publicUrl)
  }

  return {
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
    },

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

/** The account, unless it is another hotel's. */
export async function findAccount(query: Change, { hotels }: Caller, slug: string): Promise<AccountRow> {
  const found = await readAccount(query, slug)
  if (found === undefined) throw notFound('account')
  if (hotels === null) return found
  const [visible] = await readAccounts(query, { after: found.id - 1, limit: 1, hotels })
  if (visible?.id !== found.id) throw notFound('account')
  return found
}

async function addId(
  transaction: Change,
  caller: Caller,
  { id: accountId, slug, kind, hotelId: hotelOfAccount }: Pick<AccountRow, 'id' | 'slug' | 'kind' | 'hotelId'>,
  { type, value, hotel, label = null }: GivenId,
  at: string
): Promise<void> {
  const owner = await ownerOf(transaction, { kind, type, value })
  if (owner !== undefined && owner !== slug) throw alreadyExists(`${at}/value`, `belongs to the account ${owner}`)
  if (owner !== undefined && at !== '') throw alreadyExists(`${at}/value`, 'is in the list twice')
  const hotelId = await hotelIdOf(transaction, caller, hotel, `${at}/hotel`)
  checkHotel(caller, hotelId ?? hotelOfAccount, `${at}/hotel`)
  await putAccountId(transaction, { kind, type, value, accountId, hotelId, label })
}

function checkId({ type, value }: GivenId, { idTypes }: AccountKind, path: { type: string; value: string }): void {
  if (!idTypes.includes(type)) throw invalidField(path.type, `must be one of ${idTypes.join(', ')}`)
  if (type === 'number' && !/^\+[1-9]\d{4,14}$/.test(value)) {
    throw invalidField(path.value, 'must be a phone number like +4930901820')
  }
}

function idEntry(action: string, slug: string, { type, value, hotel }: GivenId, other: string | null | undefined) {
  return {
    action,
    target: `account:${slug} ${type}:${value}`,
    hotel: hotel ?? other ?? undefined,
    detail: { type, value }
  }
}

/** 60 random bits. */
function newPathKey(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  return [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('')
}
