import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Channel } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import type { Signals } from '../gateways/signals.ts'
import { createAccountIngest } from './account-ingest.ts'
import { accountKinds } from './account-kinds.ts'
import { createAccountStore } from './account-store.ts'
import { createAuditLog } from './audit-log.ts'
import { createConnections } from './connections.ts'
import { createImporter } from './import-accounts.ts'
import { createLogins } from './logins.ts'
import { createAccounts } from './manage-accounts.ts'
import { createHotels } from './manage-hotels.ts'
import { createApiKeys } from './manage-keys.ts'
import { createOperators } from './manage-operators.ts'
import { createSecrets } from './manage-secrets.ts'
import type { Management } from './management.ts'
import { createPasswords } from './password.ts'
import { sealingKeys } from './secrets-key.ts'
import { createSessions } from './sessions.ts'
import { createSetupLinks } from './setup-links.ts'
import { openSnapshotFile } from './snapshot-file.ts'
import { createUnclaimed } from './unclaimed.ts'
import { createUsage } from './usage.ts'

const SNAPSHOT_FILE = 'accounts.sealed'

interface AccountServicesOptions {
  config: Pick<Config, 'dataDir' | 'limits' | 'publicUrl' | 'development' | 'secrets'>
  channels: readonly Channel[]
  database: Database
  /** Messages between gateways. */
  signals: Pick<Signals, 'send' | 'on'>
  /** Values of SECRETS_KEY. */
  secretsKeys: readonly string[]
  /** Origin of setup links. */
  dashboardUrl(): string
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** Items of a delivery were about an id of an account that did not prove it. */
  onForeign(channel: string, items: number): void
  /** Accounts have changed: deliveries may have to be read again. */
  onReread(): void
}

export type AccountServices = ReturnType<typeof createAccountServices>

/** Everything about accounts, API keys, and the audit log that outlives a request. */
export function createAccountServices(options: AccountServicesOptions) {
  const { config, channels, database, signals, secretsKeys, dashboardUrl, log, onForeign, onReread } = options
  const { dataDir, limits, publicUrl, development } = config
  const sealing = sealingKeys(secretsKeys)
  const kinds = accountKinds(channels)
  const audit = createAuditLog({ database, sealing })
  const usage = createUsage({ database, audit, log })
  const snapshot = openSnapshotFile({ path: join(dataDir, SNAPSHOT_FILE), keys: sealing, log })
  const { pollMs } = limits.accounts
  const store = createAccountStore({ database, sealing, snapshot, log, pollMs, onChange: onReread })
  const connections = createConnections({ signals, limits: limits.accounts })
  const ingest = createAccountIngest({
    connections,
    accounts: store.accounts,
    kinds,
    limits: limits.accounts,
    onUsed: usage.secretUsed,
    onForeign(channel, { type, value, owner, hotel, items }, proof) {
      onForeign(channel, items)
      const provenBy = proof.accounts.map(({ slug }) => slug).slice(0, 10)
      const target = `account:${owner.slug} ${type}:${value}`
      usage.note({ actor: 'gateway', action: 'foreign_id', target, hotel, detail: { type, value, provenBy } }, items)
    }
  })
  const management: Management = { database, store, audit, kinds, sealing, publicUrl, development, onReread }
  const accounts = createAccounts(management)
  const { logins } = limits
  const passwords = createPasswords({ waiting: logins.waitingPasswords })
  return {
    ...{ kinds, audit, usage, store, ingest, accounts, management, connections },
    hotels: createHotels(management),
    secrets: createSecrets(management),
    keys: createApiKeys(management),
    operators: createOperators(management, { linkSeconds: logins.linkSeconds, dashboardUrl }),
    setupLinks: createSetupLinks(management, { passwords, firstLinkSeconds: logins.firstLinkSeconds }),
    sessions: createSessions({ database, limits: logins }),
    login: createLogins({ database, passwords, audit, usage, limits: logins }),
    unclaimed: createUnclaimed(management, accounts),
    importer: createImporter(management, accounts, config.secrets),
    async close() {
      await store.close()
      await usage.close()
    }
  }
}
