import { storeOf } from '../../accounts/account-credentials.ts'
import { accountKinds } from '../../accounts/account-kinds.ts'
import { open, secretPlace } from '../../accounts/sealing.ts'
import { sealingKeys } from '../../accounts/secrets-key.ts'
import type { Config } from '../../config/config.ts'
import type { Channel } from '../../contract/channel.ts'
import { type CredentialStore, NO_SECRETS } from '../../contract/credentials.ts'
import { readAccount } from '../../db/accounts/accounts.ts'
import { readCountingSecrets } from '../../db/accounts/secrets.ts'
import { connect } from '../../db/connect.ts'
import { findEmbedded } from '../../embedded/embedded.ts'
import { interpret } from '../../ingest/interpret.ts'
import { developmentKey } from '../../startup/development-token.ts'
import { UsageError } from '../command.ts'
import type { Outgoing } from './send.ts'

/** An account that deliveries are sent for. */
interface SimulatedAccount {
  pathKey: string
  credentials: CredentialStore
  /** URL paths of its endpoints. */
  paths: readonly string[]
  ids: readonly { type: string; value: string }[]
}

/** Reads an account and its secrets from the database of the settings. */
export async function readSimulatedAccount(
  slug: string,
  channels: readonly Channel[],
  { databaseUrl, dataDir, secrets, development }: Config
): Promise<SimulatedAccount> {
  const url = databaseUrl ?? (await findEmbedded(dataDir))
  if (url === undefined) throw new Error('The gateway is not running: start it, or set DATABASE_URL to its database.')
  const configured = secrets.get('SECRETS_KEY') ?? []
  const keys = sealingKeys(configured.length === 0 && development ? [developmentKey(dataDir)] : configured)
  const database = connect(url, { warn: () => undefined })
  try {
    const account = await readAccount(database.query, slug)
    const kind = account && accountKinds(channels).get(account.kind)
    if (account === undefined || kind === undefined) throw new UsageError(`there is no account "${slug}"`)
    const held = new Map<string, string[]>()
    for (const secret of await readCountingSecrets(database.query, account.id)) {
      const found = open(secret.sealed, secretPlace(secret), keys)
      if ('value' in found) held.set(secret.purpose, [...(held.get(secret.purpose) ?? []), found.value.toString()])
    }
    if (held.size === 0) throw new Error(`${slug} has no secret that opens. Set SECRETS_KEY as for the gateway.`)
    return { pathKey: account.pathKey, credentials: storeOf(kind, held), paths: kind.paths, ids: account.ids }
  } finally {
    await database.close()
  }
}

/** The delivery, about the ids of the account. */
export function aboutAccount(outgoing: Outgoing, { ids }: Pick<SimulatedAccount, 'ids'>): Outgoing {
  const endpoint = outgoing.channel.endpoints.find(({ path }) => path === outgoing.endpoint)
  if (endpoint === undefined) return outgoing
  const { body, contentType } = outgoing
  const none = { headers: {}, settings: NO_SECRETS }
  const { readings } = interpret(endpoint, { body, contentType }, none)
  let text = body.toString()
  const done = new Set<string>()
  for (const reading of readings) {
    if ('problem' in reading) continue
    const named = reading.ids ?? (reading.property === undefined ? [] : [{ type: 'property', value: reading.property }])
    for (const { type, value } of named) {
      const own = ids.find((id) => id.type === type)
      if (own === undefined || done.has(type)) continue
      done.add(type)
      text = text.replaceAll(value, own.value).replaceAll(encodeURIComponent(value), encodeURIComponent(own.value))
    }
  }
  return { ...outgoing, body: Buffer.from(text) }
}
