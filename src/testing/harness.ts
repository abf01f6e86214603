import Fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { pms } from '../../plugins/pms/index.ts'
import { LIMITS } from '../config/limits.ts'
import type { Signed } from '../contract/verifiers.ts'
import { handleError } from '../http/error-handler.ts'
import { compileValidator } from '../http/validator.ts'
import { createBodyReader } from '../ingest/body-reader.ts'
import { createDecoder } from '../ingest/decoder.ts'
import { createIngest } from '../ingest/ingest.ts'
import { rawBodies } from '../ingest/raw-bodies.ts'
import { type MadeEvent, type MemoryLedger, memoryLedger } from './memory-ledger.ts'

export const PUBLIC_URL = 'https://hooks.example.com'

export interface Harness {
  ledger: MemoryLedger
  /** Posts bytes to the endpoint of the adapter, with a credential. */
  post(body: Buffer | string, signed?: Signed, headers?: Readonly<Record<string, string>>): Promise<Posted>
  get(signed: Signed): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

export interface Posted {
  status: number
  reply: LightMyRequestResponse
  /** The events of this delivery alone. */
  events: readonly MadeEvent[]
}

export interface Settings {
  secrets: Readonly<Record<string, readonly string[]>>
  /** True: unverified requests are allowed. */
  open?: boolean
}

/** The real ingest pipeline of the gateway, with a ledger in memory. */
export async function openHarness(adapter: PmsAdapter, { secrets, open = false }: Settings): Promise<Harness> {
  const ledger = memoryLedger()
  const app = Fastify({ logger: false, frameworkErrors: handleError })
  app.setErrorHandler(handleError)
  app.setValidatorCompiler(compileValidator)
  const channel = pms([adapter])
  const credentials = { secrets: (setting: string) => secrets[setting] ?? [] }
  const unverified = new Set(open ? [channel.name] : [])
  const reader = createBodyReader({ credentials, limits: LIMITS.reading, worker: undefined })
  const decoder = createDecoder(LIMITS)
  const services = { ledger, reader, decoder, credentials, publicUrl: PUBLIC_URL, isProbe: () => false, unverified }
  const servicesFor = createIngest(services)
  await app.register(rawBodies)
  await app.register((scope) => channel.plugin(scope, servicesFor(channel)), { prefix: '/webhooks/pms' })

  function request(method: 'GET' | 'POST', { headers = {}, query, address }: Signed): InjectOptions {
    const url = urlOf(adapter) + (query ? `?${new URLSearchParams(query)}` : '')
    return { method, url, headers, ...(address === undefined ? {} : { remoteAddress: address }) }
  }

  return {
    ledger,
    async post(body, signed = {}, headers = {}) {
      const before = ledger.events.length
      const sent = request('POST', { ...signed, headers: { ...headers, ...signed.headers } })
      const reply = await app.inject({ ...sent, payload: signed.body ?? body })
      return { status: reply.statusCode, reply, events: ledger.events.slice(before) }
    },
    get: (signed) => app.inject(request('GET', signed)),
    close: () => app.close()
  }
}

/** The path of an adapter's route. */
export function urlOf({ name }: PmsAdapter): string {
  return `/webhooks/pms/${name}`
}
