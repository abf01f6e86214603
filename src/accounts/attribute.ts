import { type Fact, isProblem, type Problem, type Reading, type State } from '../../schemas/reading.ts'
import type { Account, AccountIndex, Owner } from './account-index.ts'
import type { AccountKind } from './account-kinds.ts'
import type { Proof } from './proof.ts'
import { pausedMark, unclaimedMark } from './waiting.ts'

/** What the accounts make of the readings of a delivery. */
interface Attributed {
  readings: readonly Reading[]
  /** Slugs, where all of the delivery belongs to one. */
  account: string | undefined
  hotel: string | undefined
  /** See waiting.ts. */
  waiting: readonly string[] | undefined
  /** Ids that belong to accounts which did not prove the delivery, with the number of items. */
  foreign: readonly ForeignId[]
}

export interface ForeignId {
  type: string
  value: string
  owner: Account
  hotel: string | undefined
  items: number
}

interface AttributeOptions {
  accounts: AccountIndex
  kind: AccountKind
  kinds: ReadonlyMap<string, AccountKind>
  /** Entries of `waiting`. */
  most: number
}

type Cause = 'foreign' | 'unclaimed' | 'paused'

const NONE: readonly never[] = Object.freeze([])
/** No account can be given a longer one. */
const LONGEST_ID = 255

/**
 * Assigns each reading to its account. A proof speaks only for the accounts that have the credential: of the ids that a reading names, the
 * most specific one that an account has decides, and a reading about another account's id becomes a problem.
 */
export function attribute(all: readonly Reading[], proof: Proof, options: AttributeOptions): Attributed {
  const { accounts, kind, kinds, most } = options
  const readings: Reading[] = []
  const problems = new Map<string, Problem>()
  const waiting = new Set<string>()
  const foreign = new Map<string, ForeignId>()
  const seen = new Set<string | undefined>()
  const hotels = new Set<string | undefined>()
  const only = proof.accounts.length === 1 ? proof.accounts[0] : undefined

  for (const reading of all) {
    if (isProblem(reading)) readings.push(reading)
    else give(reading)
  }
  if (seen.size === 0) {
    seen.add(only?.slug)
    hotels.add(only && accounts.hotelOf(only))
  }
  return {
    readings: problems.size === 0 ? readings : [...problems.values(), ...readings],
    account: seen.size === 1 ? [...seen][0] : undefined,
    hotel: hotels.size === 1 ? [...hotels][0] : undefined,
    waiting: waiting.size === 0 ? undefined : [...waiting],
    foreign: [...foreign.values()]
  }

  function give(reading: Fact | State): void {
    const ids = idsOf(reading)
    const owner = isGuarded(reading) ? undefined : ownerOf(ids)
    if (isGuarded(reading)) {
      refuse('foreign', 'source', undefined)
      return
    }
    if (owner !== undefined) {
      if (proof.accounts.includes(owner.account)) {
        keep(reading, owner)
        return
      }
      const [id = { type: '', value: '' }] = ids.filter(({ type, value }) => accounts.owner(kind.name, type, value))
      const known = foreign.get(`${id.type} ${id.value}`)
      foreign.set(`${id.type} ${id.value}`, {
        ...id,
        ...{ owner: owner.account, hotel: owner.hotel, items: (known?.items ?? 0) + 1 }
      })
      refuse('foreign', id.type, undefined)
      return
    }
    const [first] = ids
    if (first !== undefined && !proof.environment) {
      for (const [at, { type, value }] of ids.entries()) {
        if (value.length <= LONGEST_ID) mark(unclaimedMark(kind.name, type, value, at === 0))
      }
      refuse('unclaimed', first.type, undefined)
      return
    }
    if (first === undefined && only !== undefined) {
      keep(reading, { account: only, hotel: accounts.hotelOf(only) })
      return
    }
    readings.push(reading)
    seen.add(undefined)
    hotels.add(undefined)
  }

  function keep(reading: Fact | State, { account, hotel }: Owner): void {
    if (account.isPaused) {
      mark(pausedMark(account.id))
      refuse('paused', '', account)
      hotels.add(hotel)
      return
    }
    seen.add(account.slug)
    hotels.add(hotel)
    // Assigned, and not spread: to V8, `{ ...object, more }` is a new kind of object each time.
    readings.push(Object.assign({}, reading, { account: account.slug, hotel }))
  }

  function refuse(cause: Cause, type: string, account: Account | undefined): void {
    const problem = sentenceOf(cause, type)
    problems.set(problem, { path: '', problem, cause, items: (problems.get(problem)?.items ?? 0) + 1 })
    seen.add((account ?? only)?.slug)
    if (account === undefined) hotels.add(undefined)
  }

  function mark(entry: string): void {
    if (waiting.size < most) waiting.add(entry)
  }

  function ownerOf(ids: readonly { type: string; value: string }[]): Owner | undefined {
    for (const { type, value } of ids) {
      const owner = accounts.owner(kind.name, type, value)
      if (owner !== undefined) return owner
    }
    return undefined
  }

  /** A sender of the generic routes may not speak for a hotel system that has accounts of its own. */
  function isGuarded({ source }: Fact | State): boolean {
    return (
      !proof.environment && source !== kind.name && kinds.has(source) && accounts.has(source) && kind.name === 'pms'
    )
  }
}

function idsOf({ ids, property }: Fact | State): readonly { type: string; value: string }[] {
  return ids ?? (property === undefined ? NONE : [{ type: 'property', value: property }])
}

function sentenceOf(cause: Cause, type: string): string {
  if (cause === 'paused') return 'belongs to an account that is paused'
  if (cause === 'unclaimed') return `is about a ${type} that no account has`
  return `is about a ${type} that belongs to an account whose secret did not prove this delivery`
}
