import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { channels } from '../../../plugins/index.ts'
import { LIMITS } from '../../../src/config/limits.ts'
import type { Channel } from '../../../src/contract/channel.ts'
import type { Endpoint } from '../../../src/contract/endpoint.ts'
import { bodyCredential, type Verifier } from '../../../src/contract/verifiers.ts'

/** What a route does with a body, without HTTP and without a database. */
export interface Reader extends Pick<Endpoint, 'decode' | 'validate'> {
  name: string
  form: 'json' | 'form' | 'xml'
  contentType: string
  /** Bytes of the largest body. */
  limit: number
  verifier: Verifier
  /** Names of fields that hold live credentials. */
  credentials: readonly string[]
  /** Bodies that a provider sends: JSON values, the parameters of a form, or XML as text. */
  samples: readonly unknown[]
}

const FIXTURES = 'test/fixtures'
const CONTENT_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'text/xml; charset=utf-8'
} as const

/** Every endpoint as shipped, and two ways to use them that no sample shows. */
export function readers(): readonly Reader[] {
  const all = channels
    .flatMap((channel) => channel.endpoints.map((endpoint) => toReader(channel, endpoint)))
    .filter(({ samples }) => samples.length > 0)
  const asJson = { name: 'sms as JSON', form: 'json', contentType: CONTENT_TYPES.json } as const
  return [
    ...all,
    ...all.filter(({ name }) => name === 'sms').map((sms) => ({ ...sms, ...asJson })),
    // No adapter of ours proves its sender by the body.
    ...all
      .filter(({ name }) => name === 'pms/guests')
      .map((guests) => ({ ...guests, name: 'credential in the body', verifier: bodyCredential('auth', 'token') }))
  ]
}

function toReader({ name: channel }: Channel, endpoint: Endpoint): Reader {
  const { path, bodyLimit = LIMITS.http.bodyBytes, secretFields = [], decode, validate } = endpoint
  const [credential] = endpoint.credentials({ secrets: () => [] })
  if (credential === undefined) throw new Error(`${channel}${path} has no way to prove a sender`)
  const samples = channel === 'sms' ? parametersOf(path) : bodiesIn(channel + path)
  const form = channel === 'sms' ? 'form' : samples.some(isXml) ? 'xml' : 'json'
  return {
    name: channel + path,
    form,
    contentType: CONTENT_TYPES[form],
    limit: bodyLimit,
    verifier: credential.verifier,
    credentials: secretFields,
    decode,
    validate,
    samples
  }
}

/** The requests of this path, in a folder that has those of the whole channel. */
function parametersOf(path: string): readonly unknown[] {
  return fixturesIn('sms').flatMap(({ request }) => (request?.path === path ? [request.parameters] : []))
}

function bodiesIn(folder: string): readonly unknown[] {
  const bodies = fixturesIn(folder).flatMap(({ request, body, steps = [] }) => [
    request ?? body,
    ...steps.map((step) => step.body)
  ])
  return bodies.filter((body) => isXml(body) || (typeof body === 'object' && body !== null))
}

function isXml(body: unknown): boolean {
  return typeof body === 'string' && body.startsWith('<')
}

interface Fixture {
  request?: { path?: string; parameters?: object }
  body?: unknown
  steps?: readonly { body?: unknown }[]
}

function fixturesIn(folder: string): readonly Fixture[] {
  const path = join(FIXTURES, folder)
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')))
}
