import type { AccountIdView, AccountView as AccountRow, SecretView } from '../db/accounts/accounts.ts'
import { fromDatabase, instantOrNull } from '../db/instant.ts'
import type { AccountKind } from './account-kinds.ts'

/** An account as the API shows it. No secret is in it. */
export interface AccountView {
  slug: string
  kind: string
  name: string
  hotel: string | null
  state: 'active' | 'paused'
  version: number
  pathKey: string
  urls: readonly string[]
  ids: readonly AccountIdView[]
  secrets: readonly SecretView[]
}

export function accountView(
  { slug, kind, name, hotel, state, version, pathKey, ids, secrets }: AccountRow,
  description: Pick<AccountKind, 'paths'> | undefined,
  publicUrl: string
): AccountView {
  const urls = (description?.paths ?? []).map((path) => `${publicUrl}${path}/a/${pathKey}`)
  return { slug, kind, name, hotel, state, version, pathKey, urls, ids, secrets: secrets.map(secretView) }
}

export function secretView(secret: SecretView): SecretView {
  const { createdAt, endsAt, usedAt } = secret
  return { ...secret, createdAt: fromDatabase(createdAt), endsAt: instantOrNull(endsAt), usedAt: instantOrNull(usedAt) }
}
