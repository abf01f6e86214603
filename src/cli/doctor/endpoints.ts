import type { Config } from '../../config/config.ts'
import type { Environ } from '../../config/environment.ts'
import type { Channel } from '../../contract/channel.ts'
import { bytesOf, type Case, findCases, type Target, targetsOf } from '../simulate/cases.ts'
import { credentialsOf, type Letter } from '../simulate/send.ts'

/** A URL that a provider calls, with what proves that it does. */
export interface Endpoint extends Target {
  /** Variables that may hold its secret. */
  variables: readonly string[]
  /** Those of them that do, as they are set: `NAME`, or `NAME_FILE`. */
  set: readonly string[]
  /** Name of the parameter of its URL that holds a secret, where that is the proof. */
  parameter: string | undefined
  /** It looks at the sender's address, so nobody else can try it. */
  byAddress: boolean
  /** It takes what nobody has proven. */
  open: boolean
  /** Why it is closed although one of its secrets is set, as a clause. */
  closed: string | undefined
  /** Something to try it with. */
  letter: Letter
}

export async function endpointsOf(
  channels: readonly Channel[],
  config: Config,
  environ: Environ
): Promise<readonly Endpoint[]> {
  // What is wrong with an adapter's package is told with the settings.
  const cases = await findCases(channels, environ).catch((): Case[] => [])
  return targetsOf(channels).map((target) => describe(target, cases, config, environ))
}

function describe(target: Target, cases: readonly Case[], { secrets, unverified }: Config, environ: Environ): Endpoint {
  const isSecret = (variable: string) =>
    !target.channel.secrets.some((setting) => setting.variable === variable && setting.list !== undefined)
  const asked = new Set<string>()
  const credentials = credentialsOf(target, {
    secrets(variable) {
      asked.add(variable)
      return secrets.get(variable) ?? []
    }
  })
  const variables = [...asked].filter(isSecret)
  const usable = credentials.find(({ secrets }) => secrets.length > 0)
  const [secret = ''] = usable?.secrets ?? []
  const letter = letterFor(target, cases)
  const signed = usable?.verifier.sign({ url: 'https://none', body: letter.body, receivedAt: Date.now() }, secret)
  const holders = variables.filter((variable) => secrets.get(variable)?.length)
  return {
    ...target,
    variables,
    set: holders.map((variable) => (environ[`${variable}_FILE`]?.trim() ? `${variable}_FILE` : variable)),
    parameter: Object.keys(signed?.query ?? {})[0],
    byAddress: credentials.some(({ verifier }) => verifier.kind === 'address') || signed?.address !== undefined,
    open: unverified.has(target.channel.name) && usable === undefined,
    closed: usable?.closed,
    letter
  }
}

function letterFor(target: Target, cases: readonly Case[]): Letter {
  const found = cases.find((one) => one.channel === target.channel && one.endpoint === target.endpoint)
  if (found === undefined) return { ...target, contentType: 'application/json', headers: {}, body: Buffer.from('{}') }
  const { contentType, headers, body } = found
  return { ...target, contentType, headers, body: bytesOf(found, body) }
}

/** What a channel lacks besides a proof of its senders. */
export function missingOf({ secrets }: Channel, config: Config): readonly { variable: string; without: string }[] {
  return secrets.flatMap(({ variable, authenticates, without }) =>
    authenticates || without === undefined || config.secrets.get(variable)?.length ? [] : [{ variable, without }]
  )
}

export function pathOf({ channel, endpoint }: Target): string {
  return `/webhooks/${channel.name}${endpoint}`
}
