import { hash } from 'node:crypto'

export interface Account {
  id: number
  slug: string
  kind: string
  pathKey: string
  hotelId: number | null
  isPaused: boolean
  version: number
  ids: readonly { type: string; value: string; hotelId: number | null }[]
  secrets: readonly AccountSecret[]
}

interface AccountSecret {
  id: string
  purpose: string
  value: string
  /** Milliseconds since 1970: refused from then on. Infinity: it does not end. */
  endsAt: number
}

/** What an id of a provider belongs to. */
export interface Owner {
  account: Account
  /** Slug. */
  hotel: string | undefined
}

/** All accounts in memory, by everything that a request can name. */
export interface AccountIndex {
  /** Replaces the account with the same id. */
  put(account: Account): void
  remove(id: number): void
  setHotels(hotels: readonly { id: number; slug: string }[]): void
  byAccountId(id: number): Account | undefined
  byPathKey(key: string): Account | undefined
  owner(kind: string, type: string, value: string): Owner | undefined
  hotelOf(account: Account): string | undefined
  hotelSlug(id: number): string | undefined
  hotelId(slug: string): number | undefined
  /** True: there is an account of this kind, active or paused. */
  has(kind: string): boolean
  /** True: an account of this kind has a secret that is good now. */
  hasSecret(kind: string, now: number): boolean
  /** Accounts that have what a sender gave as their secret, and may use it now. */
  holders(kind: string, purpose: string, given: string, now: number): readonly Account[]
  /** The same for a value that is known to be a secret, without the time of a hash. */
  holdersOfSecret(kind: string, purpose: string, value: string, now: number): readonly Account[]
  /** Distinct secrets of a kind, those of the oldest accounts first. */
  secretsOf(kind: string, purpose: string): Iterable<string>
  size(): number
}

const NONE: readonly never[] = Object.freeze([])

export function createAccountIndex(): AccountIndex {
  const accounts = new Map<number, Account>()
  const byPathKey = new Map<string, Account>()
  const owners = new Map<string, { account: Account; hotelId: number | null }>()
  /** Accounts by kind, purpose, and the SHA-256 of the secret: so no look-up depends on how much of a guess is right. */
  const holders = new Map<string, Set<Account>>()
  /** Distinct secrets by kind and purpose, with the accounts that have each. */
  const distinct = new Map<string, Map<string, Set<Account>>>()
  const kinds = new Map<string, Set<Account>>()
  let hotels = new Map<number, string>()
  let hotelIds = new Map<string, number>()

  function put(account: Account): void {
    remove(account.id)
    accounts.set(account.id, account)
    byPathKey.set(account.pathKey, account)
    addTo(kinds, account.kind, account)
    for (const { type, value, hotelId } of account.ids)
      owners.set(idKey(account.kind, type, value), { account, hotelId })
    for (const [purpose, value] of held(account)) {
      addTo(holders, secretKey(account.kind, purpose, value), account)
      const values = distinct.get(`${account.kind} ${purpose}`) ?? new Map<string, Set<Account>>()
      addTo(values, value, account)
      distinct.set(`${account.kind} ${purpose}`, values)
    }
  }

  function remove(id: number): void {
    const account = accounts.get(id)
    if (account === undefined) return
    accounts.delete(id)
    byPathKey.delete(account.pathKey)
    removeFrom(kinds, account.kind, account)
    for (const { type, value } of account.ids) {
      const key = idKey(account.kind, type, value)
      // The id may have moved to another account already.
      if (owners.get(key)?.account === account) owners.delete(key)
    }
    for (const [purpose, value] of held(account)) {
      removeFrom(holders, secretKey(account.kind, purpose, value), account)
      const values = distinct.get(`${account.kind} ${purpose}`)
      if (values !== undefined) removeFrom(values, value, account)
    }
  }

  return {
    put,
    remove,
    setHotels(all) {
      hotels = new Map(all.map(({ id, slug }) => [id, slug]))
      hotelIds = new Map(all.map(({ id, slug }) => [slug, id]))
    },
    byAccountId: (id) => accounts.get(id),
    byPathKey: (key) => byPathKey.get(key),
    owner(kind, type, value) {
      const found = owners.get(idKey(kind, type, value))
      if (found === undefined) return undefined
      const hotelId = found.hotelId ?? found.account.hotelId
      return { account: found.account, hotel: hotelId === null ? undefined : hotels.get(hotelId) }
    },
    hotelOf: ({ hotelId }) => (hotelId === null ? undefined : hotels.get(hotelId)),
    hotelSlug: (id) => hotels.get(id),
    hotelId: (slug) => hotelIds.get(slug),
    has: (kind) => kinds.has(kind),
    hasSecret: (kind, now) =>
      [...(kinds.get(kind) ?? NONE)].some(({ secrets }) => secrets.some(({ endsAt }) => endsAt > now)),
    holders: (kind, purpose, given, now) => active(holders.get(secretKey(kind, purpose, given)), purpose, given, now),
    holdersOfSecret: (kind, purpose, value, now) =>
      active(distinct.get(`${kind} ${purpose}`)?.get(value), purpose, value, now),
    secretsOf: (kind, purpose) => distinct.get(`${kind} ${purpose}`)?.keys() ?? NONE,
    size: () => accounts.size
  }
}

/** The accounts that may use a secret now. */
function active(
  found: ReadonlySet<Account> | undefined,
  purpose: string,
  value: string,
  now: number
): readonly Account[] {
  if (found === undefined) return NONE
  return [...found].filter(({ secrets }) =>
    secrets.some((one) => one.purpose === purpose && one.value === value && one.endsAt > now)
  )
}

/** Purpose and value of each secret, each pair once. */
function held({ secrets }: Account): readonly (readonly [string, string])[] {
  const pairs = new Map(secrets.map(({ purpose, value }) => [`${purpose} ${value}`, [purpose, value] as const]))
  return [...pairs.values()]
}

function idKey(kind: string, type: string, value: string): string {
  return `${kind} ${type} ${value}`
}

function secretKey(kind: string, purpose: string, value: string): string {
  return `${kind} ${purpose} ${hash('sha256', value, 'base64')}`
}

function addTo<Value>(map: Map<string, Set<Value>>, key: string, value: Value): void {
  const set = map.get(key) ?? new Set<Value>()
  map.set(key, set.add(value))
}

function removeFrom<Value>(map: Map<string, Set<Value>>, key: string, value: Value): void {
  const set = map.get(key)
  set?.delete(value)
  if (set?.size === 0) map.delete(key)
}
