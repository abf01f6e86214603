import { localUrl, withoutUserInfo } from '../config/address.ts'
import type { Config } from '../config/config.ts'
import { hasSecret } from '../config/secret-settings.ts'
import type { Channel } from '../contract/channel.ts'

export interface Start {
  config: Config
  channels: readonly Channel[]
  /** The port that the gateway listens on, which is another than that of the settings for PORT=0. */
  port: number
  /** The database, for people. */
  database: string
  /** Why the database does not answer, as a sentence. Undefined: it answers. */
  databaseFailure: string | undefined
  /** The file with the API token of development mode. */
  tokenFile: string | undefined
  /** How to start a command: `bellhook`, or `npx bellhook`. */
  program: string
}

/** What the start prints: at most 15 lines of at most 80 columns, unless a URL is long. `bellhook doctor` prints the rest. */
export function startBanner({ config, channels, port, database, databaseFailure, tokenFile, program }: Start): string {
  const local = localUrl(config.host, port)
  // For PORT=0 the settings do not know the port.
  const publicUrl = config.publicUrl === localUrl(config.host, 0) ? local : withoutUserInfo(config.publicUrl)
  return [
    '',
    `  Bellhook listens on ${local}`,
    ...storageLines(database, databaseFailure),
    '',
    `  Open           ${local}/docs`,
    `  Try            ${program} simulate whatsapp text`,
    `  Check setup    ${program} doctor`,
    `  API token      ${tokenFile ?? 'as set in API_TOKEN'}`,
    `  Webhook URLs   ${publicUrl}/webhooks/...`,
    ...openLines(config, channels),
    ''
  ].join('\n')
}

function storageLines(database: string, failure: string | undefined): string[] {
  if (failure === undefined) return [`  and stores events in ${database}.`]
  // One sentence per line, because both together are longer than 80 columns.
  const sentences = failure.replace(/\. (?=[A-Z])/g, '.\n  ')
  return [`  WARNING: ${sentences}`, '  Deliveries are stored in the spool until the database answers.']
}

/** What is open, and what is missing for real traffic. */
function openLines(config: Config, channels: readonly Channel[]): string[] {
  const open = channels.filter((channel) => config.unverified.has(channel.name) && !hasSecret(channel, config.secrets))
  const names = open.map(({ name }) => name).join(', ')
  const mode = config.development ? 'Development mode' : 'ALLOW_UNVERIFIED'
  const isLocal = /^http:\/\/(localhost|127\.|\[::1\])/.test(config.publicUrl)
  return [
    ...(open.length > 0 ? ['', `  ${mode}: without a secret, anyone can post to ${names}.`] : []),
    ...(isLocal ? ['  Providers cannot reach this machine: set PUBLIC_URL for real webhooks.'] : [])
  ]
}
