import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config/config.ts'
import type { Environ } from '../config/environment.ts'
import type { Channel } from '../contract/channel.ts'
import type { Siblings } from '../observability/siblings.ts'
import type { Tracing } from '../observability/tracing.ts'

export interface AppOptions {
  config: Config
  channels: readonly Channel[]
  /** What BELLHOOK_ADAPTERS names, so that a worker thread can load the same channels. Undefined: no worker thread is used. */
  adapters: readonly string[] | undefined
  /** URL of the database. It is migrated, or `prepare` migrates it once it is available. */
  databaseUrl: string
  prepare?: (() => Promise<void>) | undefined
  apiTokens: readonly string[]
  /** Values of SECRETS_KEY. Undefined: those of the settings. */
  secretsKeys?: readonly string[] | undefined
  /** Variables of the environment that secrets of destinations may name. */
  environ?: Environ | undefined
  /** The file with the API token of development mode, which a 401 names. */
  tokenFile?: string | undefined
  logger: FastifyBaseLogger
  tracing?: Tracing | undefined
  /** Set for a worker of several: see WORKERS. */
  worker?: { siblings: Siblings; spoolFolder: string } | undefined
}
