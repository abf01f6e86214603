import type { AccountIndex } from './account-index.ts'

// Entries of `deliveries.waiting`: what has to happen before more of a delivery can become events.

const UNCLAIMED = /^~?unclaimed:([^:]*):([^:]*):(.*)$/s

/** The account is resumed. */
export function pausedMark(accountId: number): string {
  return `paused:${accountId}`
}

/** The id is given to an account. `~`: a less specific id of an item that the first one stands for in the list of unclaimed ids. */
export function unclaimedMark(kind: string, type: string, value: string, isFirst: boolean): string {
  return `${isFirst ? '' : '~'}unclaimed:${kind}:${type}:${value}`
}

/** The id that an entry waits for. Undefined: it waits for something else. */
export function unclaimedId(mark: string): { kind: string; type: string; value: string } | undefined {
  const [, kind, type, value] = UNCLAIMED.exec(mark) ?? []
  return kind === undefined || type === undefined || value === undefined ? undefined : { kind, type, value }
}

/** True: what an entry waits for has happened. */
export function hasHappened(mark: string, accounts: AccountIndex): boolean {
  const id = unclaimedId(mark)
  if (id !== undefined) return accounts.owner(id.kind, id.type, id.value) !== undefined
  const account = accounts.byAccountId(Number(mark.replace('paused:', '')))
  // The deliveries of an account that was removed stay as they are.
  return account?.isPaused === false
}
