import { randomBytes } from 'node:crypto'
import type { Accounts } from '../accounts/manage-accounts.ts'

const LONGEST = 56
const ANYONE = { actor: '', hotels: null }

/** A slug that is made of a name, and that no account has: `Seaview front desk` is `seaview-front-desk`. */
export async function newAccountSlug(accounts: Pick<Accounts, 'get'>, name: string): Promise<string> {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[a-z0-9]+/g) ?? ['account']
  const slug = words.join('-').slice(0, LONGEST).replace(/-$/, '')
  return (await isTaken(accounts, slug)) ? `${slug}-${randomBytes(3).toString('hex')}` : slug
}

async function isTaken(accounts: Pick<Accounts, 'get'>, slug: string): Promise<boolean> {
  try {
    await accounts.get(ANYONE, slug)
    return true
  } catch (error) {
    if (Object(error).statusCode === 404) return false
    throw error
  }
}
