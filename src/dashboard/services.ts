import type { Replayed } from '../../schemas/replay.ts'
import type { AccountServices } from '../accounts/accounts.ts'
import type { Config } from '../config/config.ts'
import type { ConsumerServices } from '../consumers/consumer-services.ts'
import type { Channel } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import type { DestinationServices } from '../destinations/destination-services.ts'
import type { Heartbeat } from '../gateways/heartbeat.ts'
import type { LedgerStatus } from '../ledger/ledger.ts'
import type { OidcLogin } from '../oidc/oidc-login.ts'
import type { ReplayJobs } from '../replay/replay-jobs.ts'

/** What pages are made from: the same services as those of `/api`. */
export interface DashboardServices {
  config: Config
  channels: readonly Channel[]
  accounts: AccountServices
  database: Database
  ledger: { status(): LedgerStatus }
  replays: { one(id: string, options: { by: string; tokenFingerprint: string; dryRun: boolean }): Promise<Replayed> }
  replayJobs: Pick<ReplayJobs, 'start'>
  destinations: Pick<DestinationServices, 'managed' | 'replay' | 'test'>
  consumers: Pick<ConsumerServices, 'managed'>
  /** The gateways on this database. */
  gateways: Pick<Heartbeat, 'list'>
  /** Undefined: operators log in with passwords only. */
  oidc: OidcLogin | undefined
  /** Tests of connections are signed with the first one. */
  apiTokens: readonly string[]
  /** Origin of the pages. */
  dashboardUrl(): string
}
