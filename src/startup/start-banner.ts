import { localUrl } from '../config/address.ts'
import { API_TOKEN, type Config, hasSecret } from '../config/config.ts'
import { credentialStore } from '../config/credential-store.ts'
import type { Channel, Example } from '../contract/channel.ts'

export interface Start {
  config: Config
  channels: readonly Channel[]
  /** The port it really listens on. */
  port: number
  /** Where the events are kept, for people. */
  database: string
  /** The token made for this start, when none is set. */
  madeToken: string | undefined
}

/** What a person wants to know right after the start: where everything is, what is open to strangers, how to try it. */
export function greeting({ config, channels, port, database, madeToken }: Start): string {
  const local = localUrl(config.host, port)
  const token = madeToken ?? '$API_TOKEN'
  const example = channels.find((channel) => channel.example !== undefined)
  return [
    '',
    `  Bellhook listens on ${local} and keeps everything in ${database}.`,
    '',
    `  Open           ${local}/readyz`,
    `  Events         ${local}/api/events      (API token: ${madeToken ?? 'as set in API_TOKEN'})`,
    `  Deliveries     ${local}/api/deliveries`,
    `  All endpoints  ${local}/docs`,
    '',
    '  Webhook URLs to paste at the providers',
    ...channels.flatMap((channel) => urls(channel, withoutCredentials(config.publicUrl))),
    '',
    ...warnings(config, channels, madeToken),
    ...(example?.example ? ['  Send an example message', tryIt(example, example.example, config, local), ''] : []),
    '  See the event it became',
    `    curl -s -H "Authorization: Bearer ${token}" '${local}/api/events'`,
    ''
  ].join('\n')
}

function urls({ name, title, endpoints }: Channel, publicUrl: string): string[] {
  return endpoints.map(
    ({ path }, at) => `    ${(at === 0 ? title : '').padEnd(32)}${publicUrl}/webhooks/${name}${path}`
  )
}

function warnings(config: Config, channels: readonly Channel[], madeToken: string | undefined): string[] {
  const unset = channels.flatMap((channel) =>
    channel.secrets.filter(({ variable, without }) => without && !config.secrets.get(variable)?.length)
  )
  if (madeToken !== undefined) unset.push(API_TOKEN)
  if (unset.length === 0) return []
  const open = channels.filter((channel) => config.unverified.has(channel.name) && !hasSecret(channel, config.secrets))
  const names = open.map(({ name }) => name).join(', ')
  const why = config.development ? 'development mode: bound to loopback' : 'named in ALLOW_UNVERIFIED'
  return [
    '  Not set',
    ...unset.map(({ variable, without }) => `    ${variable.padEnd(32)}${without}`),
    ...(open.length > 0
      ? [`    So ${names} accept${open.length === 1 ? 's' : ''} anyone (${why}), marked "verified": false.`]
      : []),
    ''
  ]
}

/** The signature of a public example gives nothing away about the secret. */
function tryIt(channel: Channel, example: Example, config: Config, local: string): string {
  const url = `${local}/webhooks/${channel.name}`
  const credentials = channel.endpoints[0]?.credentials(credentialStore(config)) ?? []
  const [signed = {}] = credentials.flatMap(({ verifier, secrets: [secret] }) =>
    secret === undefined ? [] : [verifier.sign({ url, body: Buffer.from(example.body) }, secret)]
  )
  const headers = Object.entries({ 'Content-Type': example.contentType, ...signed.headers })
  const options = headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')
  return `    curl ${options} '${url}' -d '${example.body}'`
}

/** The user-info of a URL may be a password, and it may have an @ in it. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/, '$1')
}
