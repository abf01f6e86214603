import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { type LimitOverrides, limitsWith } from '../../bench/limits-with.ts'
import { openPool } from '../../bench/open-pool.ts'
import { channelsWith } from '../../plugins/index.ts'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import type { CloudEvent, DeliveryView } from '../../schemas/event.ts'
import { registerPlugins } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import type { Environ } from '../../src/config/environment.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { createLogger } from '../../src/observability/logger.ts'
import type { Tracing } from '../../src/observability/tracing.ts'
import { createServices } from '../../src/services/create-services.ts'
import { fitsSchema } from './fits-schema.ts'
import { createDatabase } from './test-database.ts'

export { createDatabase }

export const API_TOKEN = 'test-api-token-0123456789'

/** A secret for each setting that has one, as strong as production requires. */
export const SECRETS = {
  WHATSAPP_APP_SECRET: 'test_app_secret_0123',
  WHATSAPP_VERIFY_TOKEN: 'test_verify_token_0123',
  TWILIO_AUTH_TOKEN: 'test_twilio_token_0123',
  PMS_WEBHOOK_SECRET: 'test_pms_secret_0123',
  MEWS_WEBHOOK_SECRET: 'test_mews_secret_0123',
  MEWS_WEBHOOK_TOKEN: 'test_mews_token_0123',
  CLOUDBEDS_WEBHOOK_TOKEN: 'test_cloudbeds_token_0123'
} as const

export interface TestApp {
  app: FastifyInstance
  databaseUrl: string
  /** Posts bytes. */
  post(url: string, body: string | Buffer, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Reads the API with its token. */
  get(url: string): Promise<LightMyRequestResponse>
  events(query?: string): Promise<CloudEvent[]>
  deliveries(query?: string): Promise<DeliveryView[]>
  /** Rows of a query. */
  rows(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
}

export interface TestAppOptions {
  adapters?: readonly PmsAdapter[]
  /** Files with the same adapters, for the worker thread that reads large bodies. */
  adapterFiles?: readonly string[]
  /** Wraps or replaces the ledger. */
  makeLedger?: typeof createLedger
  /** Default: a new database. */
  databaseUrl?: string
  tracing?: Tracing | undefined
  /** Bounds that replace those of the gateway, by group. */
  limits?: LimitOverrides
}

/** Creates an app with a database of its own. Both are removed when the test ends. */
export async function buildTestApp(t: Test, environ: Environ = {}, options: TestAppOptions = {}): Promise<TestApp> {
  const { adapters = [], makeLedger = createLedger, databaseUrl = await createDatabase(t), tracing } = options
  const limits = limitsWith(options.limits)
  const channels = channelsWith(adapters)
  const DATA_DIR = makeFolder(t)
  const environment = { LOG_LEVEL: 'silent', PUBLIC_URL: 'https://gw.example.test', DATA_DIR, ...environ }
  const config = { ...loadConfig(environment, channels), limits }
  const logger = createLogger(config.logLevel)
  // A worker thread cannot load adapters that only this process has.
  const adapterFiles = options.adapterFiles ?? (adapters.length === 0 ? [] : undefined)
  const appOptions = {
    ...{ config, channels, adapters: adapterFiles, databaseUrl, apiTokens: [API_TOKEN], logger, tracing },
    environ: environment
  }
  const services = await createServices(appOptions)
  const app = await registerPlugins(appOptions, { ...services, ledger: makeLedger(services.ledgerOptions) })
  const pool = openPool(databaseUrl, 2)
  t.teardown(async () => {
    await app.close()
    await pool.end()
  })

  const get = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${API_TOKEN}` } })
  return {
    app,
    databaseUrl,
    get,
    post: (url, payload, headers = {}) => app.inject({ method: 'POST', url, payload, headers }),
    events: (query = 'limit=1000') => eventsOf(get, query),
    deliveries: async (query = 'limit=1000') => (await get(`/api/deliveries?${query}`)).json().deliveries,
    rows: async (sql, values) => (await pool.query(sql, values)).rows
  }
}

/** The events of a query, each of which fits the schema of its type. A page of them ends at its bytes, too. */
async function eventsOf(get: TestApp['get'], query: string): Promise<CloudEvent[]> {
  const limit = Number(new URLSearchParams(query).get('limit') ?? 100)
  const events: CloudEvent[] = []
  for (let rest = query; ; ) {
    const answer = await get(`/api/events?${rest}`)
    const page = answer.json()
    for (const event of page.events) fitsSchema(event)
    events.push(...page.events)
    if (answer.headers['bellhook-more'] !== 'true' || events.length >= limit) return events
    const next = new URLSearchParams(query)
    next.set('after', page.cursor)
    next.set('limit', String(limit - events.length))
    rest = next.toString()
  }
}

/** Creates an empty folder that is removed when the test ends. */
export function makeFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
