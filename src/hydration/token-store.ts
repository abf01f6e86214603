import { open, seal } from '../accounts/sealing.ts'
import { sealingKeys } from '../accounts/secrets-key.ts'
import type { Database } from '../db/connect.ts'
import { changeProvider, readProvider } from '../db/hydration/providers.ts'
import type { StoredToken, TokenStore } from './tokens.ts'

/** Keeps the tokens of vendors in the database, sealed. Without SECRETS_KEY, a token is lost at the end of the process. */
export function tokenStores(
  { query }: Pick<Database, 'query'>,
  secretsKeys: readonly string[]
): (source: string) => TokenStore {
  const keys = sealingKeys(secretsKeys)
  const [first] = keys

  return (source) => ({
    async load(): Promise<StoredToken | undefined> {
      const row = await readProvider(query, source)
      if (row?.token == null || row.tokenEndsAt === null) return undefined
      const opened = open(row.token, placeOf(source), keys)
      if ('failed' in opened) return undefined
      const usableAt = row.tokenUsableAt === null ? 0 : Date.parse(row.tokenUsableAt)
      return { token: opened.value.toString(), endsAt: Date.parse(row.tokenEndsAt), usableAt }
    },

    async save({ token, endsAt, usableAt }) {
      if (first === undefined) return
      await changeProvider(query, source, {
        token: seal(token, placeOf(source), first),
        tokenEndsAt: new Date(endsAt).toISOString(),
        tokenUsableAt: new Date(usableAt).toISOString()
      })
    }
  })
}

function placeOf(source: string): string {
  return `providers.token ${source}`
}
