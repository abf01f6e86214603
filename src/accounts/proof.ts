import type { Account, AccountIndex } from './account-index.ts'

/** Who a delivery was proven by. */
export interface Proof {
  /** Accounts that have the credential. */
  accounts: readonly Account[]
  /** A variable of the environment has the credential, or none is needed. */
  environment: boolean
  /** False: accepted without proof. */
  verified: boolean
}

export const BY_ENVIRONMENT: Proof = Object.freeze({ accounts: Object.freeze([]), environment: true, verified: true })
export const UNPROVEN: Proof = Object.freeze({ accounts: Object.freeze([]), environment: true, verified: false })

/** In a list of ids of accounts. */
const ENVIRONMENT = 0

/** What is stored of a proof. Undefined: the environment only. */
export function provenOf({ accounts, environment }: Proof): readonly number[] | undefined {
  if (accounts.length === 0) return undefined
  const ids = accounts.map(({ id }) => id)
  return environment ? [ENVIRONMENT, ...ids] : ids
}

/** The proof of a stored delivery. Accounts that were removed prove nothing any more. */
export function proofOf(proven: readonly number[] | undefined, verified: boolean, accounts: AccountIndex): Proof {
  if (proven === undefined) return verified ? BY_ENVIRONMENT : UNPROVEN
  const found = proven.flatMap((id) => accounts.byAccountId(id) ?? [])
  return { accounts: found, environment: proven.includes(ENVIRONMENT), verified }
}
