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
  contentType: string
  /** Bytes of the largest body. */
  limit: number
  verifier: Verifier
  /** Names of fields that hold live credentials. */
  credentials: readonly string[]
  /** Bodies that a provider sends: JSON values, or the parameters of a form. */
  samples: readonly unknown[]
}

const FIXTURES = 'test/fixtures'
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Every endpoint as shipped, and two ways to use them that no sample shows. */
export function readers(): readonly Reader[] {
  const all = channels
    .flatMap((channel) => channel.endpoints.map((endpoint) => toReader(channel, endpoint)))
    // XML does not grow like JSON. Its decoder has bounds, and tests, of its own.
    .filter(({ samples }) => samples.length > 0)
  return [
    ...all,
    ...all.filter(({ name }) => name === 'sms').map((sms) => ({ ...sms, name: 'sms as JSON', contentType: JSON_TYPE })),
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
  return {
    name: channel + path,
    contentType: channel === 'sms' ? FORM_TYPE : JSON_TYPE,
    limit: bodyLimit,
    verifier: credential.verifier,
    credentials: secretFields,
    decode,
    validate,
    samples: channel === 'sms' ? parametersOf(path) : bodiesIn(channel + path)
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
  return bodies.filter((body) => typeof body === 'object' && body !== null)
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
