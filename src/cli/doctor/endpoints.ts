import type { Config } from '../../config/config.ts'
import type { Environ } from '../../config/environment.ts'
import type { Channel } from '../../contract/channel.ts'
import type { CredentialStore } from '../../contract/credentials.ts'
import { bytesOf, type Case, findCases, type Target, targetsOf } from '../simulate/cases.ts'
import { credentialsOf, type Outgoing, variablesOf } from '../simulate/send.ts'

/** A URL that a provider calls, and how the provider authenticates. */
export interface Endpoint extends Target {
  /** Variables that may hold a secret of this endpoint. */
  variables: readonly string[]
  /** The variables that are set, as `NAME` or `NAME_FILE`. */
  set: readonly string[]
  /** Name of the URL parameter that holds the secret, if the endpoint uses one. */
  parameter: string | undefined
  /** It checks the address of the sender, so it cannot be tried from here. */
  byAddress: boolean
  /** It accepts requests without a credential. */
  open: boolean
  /** Why it refuses everything although a secret is set. */
  closed: string | undefined
  /** A delivery to try it with. */
  sample: Outgoing
}

export async function endpointsOf(
  channels: readonly Channel[],
  config: Config,
  environ: Environ
): Promise<readonly Endpoint[]> {
  // A package that cannot be loaded is reported with the settings.
  const cases = await findCases(channels, environ).catch((): Case[] => [])
  return targetsOf(channels).map((target) => describe(target, cases, config, environ))
}

function describe(target: Target, cases: readonly Case[], { secrets, unverified }: Config, environ: Environ): Endpoint {
  const store: CredentialStore = { secrets: (variable) => secrets.get(variable) ?? [] }
  const credentials = credentialsOf(target, store)
  const variables = variablesOf(target, store)
  const usable = credentials.find(({ secrets }) => secrets.length > 0)
  const [secret = ''] = usable?.secrets ?? []
  const sample = sampleFor(target, cases)
  const signed = usable?.verifier.sign({ url: 'https://none', body: sample.body, receivedAt: Date.now() }, secret)
  const holders = variables.filter((variable) => secrets.get(variable)?.length)
  return {
    ...target,
    variables,
    set: holders.map((variable) => (environ[`${variable}_FILE`]?.trim() ? `${variable}_FILE` : variable)),
    parameter: Object.keys(signed?.query ?? {})[0],
    byAddress: credentials.some(({ verifier }) => verifier.kind === 'address') || signed?.address !== undefined,
    open: unverified.has(target.channel.name) && usable === undefined,
    closed: usable?.closed,
    sample
  }
}

function sampleFor(target: Target, cases: readonly Case[]): Outgoing {
  const found = cases.find((one) => one.channel === target.channel && one.endpoint === target.endpoint)
  if (found === undefined) return { ...target, contentType: 'application/json', headers: {}, body: Buffer.from('{}') }
  const { contentType, headers, body } = found
  return { ...target, contentType, headers, body: bytesOf(found, body) }
}

/** Unset variables of a channel that do not authenticate senders. */
export function missingOf({ secrets }: Channel, config: Config): readonly { variable: string; without: string }[] {
  return secrets.flatMap(({ variable, authenticates, without }) =>
    authenticates || without === undefined || config.secrets.get(variable)?.length ? [] : [{ variable, without }]
  )
}
