import type { Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import type { FakeOptions } from '../../src/fakes/fake.ts'
import { startFake } from '../../src/fakes/start-fake.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { GUESTY_SECRET, HOSTAWAY_LOGIN, subscribeFake } from './subscribe-fake.ts'
import { buildTestApp, type TestAppOptions } from './test-app.ts'
import { until } from './until.ts'

export interface Provider {
  source: string
  credential: { state: string; reason: string | null }
  baseline: { startedAt: string | null; completedAt: string | null }
  queue: { waiting: number; aside: number; oldestSeconds: number }
  reconcile: { lastCompletedAt: string | null; missed: number }
  silence: { state: string; since: string | null; lastWebhookAt: string | null }
  subscription: { state: string }
  property: string | null
}

export const WEBHOOK_TOKEN = 'test_webhook_token_0123'

/** The secret of each vendor's webhooks. */
export const WEBHOOK_SETTINGS: Readonly<Record<FakeSource, Readonly<Record<string, string>>>> = {
  mews: { MEWS_WEBHOOK_TOKEN: WEBHOOK_TOKEN },
  cloudbeds: { CLOUDBEDS_WEBHOOK_TOKEN: WEBHOOK_TOKEN },
  apaleo: { APALEO_WEBHOOK_TOKEN: WEBHOOK_TOKEN },
  guesty: { GUESTY_WEBHOOK_SECRET: GUESTY_SECRET },
  hostaway: { HOSTAWAY_WEBHOOK_SECRET: HOSTAWAY_LOGIN },
  twilio: {}
}

interface HydratedOptions extends Pick<TestAppOptions, 'databaseUrl' | 'limits' | 'makeLedger'> {
  fake?: FakeOptions
  settings?: Record<string, string>
  /** False: the vendor has no subscription of ours. */
  subscribed?: boolean
  /** Milliseconds that the vendor's clock is ahead. */
  clockOffset?: number
}

/** A gateway that is connected to a fake of a vendor. It listens, so that the fake can post to it. */
export async function startHydrated(t: Test, source: FakeSource, options: HydratedOptions = {}) {
  const fake = await startFake(source, options.fake)
  fake.setClockOffset(options.clockOffset ?? 0)
  const url = `http://127.0.0.1:${await freePort()}`
  if (options.subscribed !== false) subscribeFake(fake, `${url}${webhookPath(source)}`)
  // Twilio signs the public URL.
  const usual = { PUBLIC_URL: url, ...fake.settings, ...WEBHOOK_SETTINGS[source] }
  const { databaseUrl, limits, makeLedger } = options
  const gateway = await buildTestApp(
    t,
    { ...usual, ...options.settings },
    {
      ...(databaseUrl !== undefined && { databaseUrl }),
      ...(limits !== undefined && { limits }),
      ...(makeLedger !== undefined && { makeLedger })
    }
  )
  await gateway.app.listen({ port: Number(new URL(url).port), host: '127.0.0.1' })
  t.teardown(() => fake.close())
  const provider = async (): Promise<Provider> => (await gateway.get('/api/providers')).json().providers?.[0]
  const hasBaseline = () => provider().then((one) => one?.baseline.completedAt != null)
  const alarms = async (type: 'provider.silent' | 'provider.recovered') =>
    (await gateway.events()).filter((event) => event.type === type)
  return {
    ...{ ...gateway, fake, url, provider, alarms },
    hasBaseline: () => until(hasBaseline, 'the baseline is complete'),
    /** Waits until so many passes over changes have ended. */
    async passes(count: number) {
      for (let left = count; left > 0; left--) {
        const last = (await provider()).reconcile.lastCompletedAt
        await until(async () => (await provider()).reconcile.lastCompletedAt !== last, 'a pass')
      }
    }
  }
}

/** Path of the vendor's webhooks, with the token where it is in the URL. */
export function webhookPath(source: FakeSource): string {
  if (source === 'twilio') return '/webhooks/sms'
  const query = source === 'guesty' || source === 'hostaway' ? '' : `?token=${WEBHOOK_TOKEN}`
  return `/webhooks/pms/${source}${query}`
}
