import type { Test } from 'tap'
import type { FakeOptions } from '../../src/fakes/fake.ts'
import { startFake } from '../../src/fakes/start-fake.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { buildTestApp } from './test-app.ts'
import { until } from './until.ts'

interface Provider {
  source: string
  credential: { state: string; reason: string | null }
  baseline: { startedAt: string | null; completedAt: string | null }
  queue: { waiting: number; aside: number; oldestSeconds: number }
  reconcile: { lastCompletedAt: string | null; missed: number }
  silence: { state: string; since: string | null; lastWebhookAt: string | null }
  subscription: { state: string }
  property: string | null
}

/** A gateway that is connected to a fake of a vendor. It listens, so that the fake can post to it. */
export async function startHydrated(
  t: Test,
  source: FakeSource,
  options: { fake?: FakeOptions; settings?: Record<string, string>; databaseUrl?: string } = {}
) {
  const fake = await startFake(source, options.fake)
  const prefix = source.toUpperCase()
  const settings = { ...fake.settings, [`${prefix}_WEBHOOK_TOKEN`]: WEBHOOK_TOKEN, ...options.settings }
  const { databaseUrl } = options
  const gateway = await buildTestApp(t, settings, databaseUrl === undefined ? {} : { databaseUrl })
  const url = await gateway.app.listen({ port: 0, host: '127.0.0.1' })
  fake.setWebhooks({ url: `${url}/webhooks/pms/${source}?token=${WEBHOOK_TOKEN}` })
  t.teardown(() => fake.close())
  const provider = async (): Promise<Provider> => (await gateway.get('/api/providers')).json().providers[0]
  const hasBaseline = () => provider().then((one) => one?.baseline.completedAt != null)
  return { ...gateway, fake, url, provider, hasBaseline: () => until(hasBaseline, 'the baseline is complete') }
}

export const WEBHOOK_TOKEN = 'test_webhook_token_0123'
