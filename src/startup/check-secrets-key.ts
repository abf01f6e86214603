import pg from 'pg'
import { sealingKeys } from '../accounts/secrets-key.ts'
import { ConfigError } from '../config/config.ts'
import { COUNT_SEALED } from '../db/accounts/sealed-keys.ts'

/**
 * Throws ConfigError if the database holds values that were sealed with a key which is not set: to go on would refuse genuine webhooks.
 * The database answers.
 */
export async function checkSecretsKey(databaseUrl: string, values: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>(COUNT_SEALED)
    const known = new Set(sealingKeys(values).map(({ id }) => id))
    const missing = rows.map(({ id }) => id).filter((id) => !known.has(id))
    if (missing.length === 0) return
    throw new ConfigError([
      `SECRETS_KEY lacks the key ${missing.join(', ')}, which sealed secrets in the database: add it to the list`
    ])
  } finally {
    await client.end()
  }
}
