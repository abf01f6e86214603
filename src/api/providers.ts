import { Type } from '@sinclair/typebox'
import { Nullable, OneOf } from '../../schemas/common.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { providers } from './route-docs.ts'

const Moment = Nullable(Type.String())

export const ProviderView = Type.Object({
  source: Type.String(),
  property: Nullable(Type.String({ description: 'null: several, or not known yet' })),
  credential: Type.Object({
    state: OneOf('ok', 'refused', 'unknown'),
    reason: Nullable(Type.String({ description: 'why the vendor refuses it' }))
  }),
  baseline: Type.Object({ startedAt: Moment, completedAt: Moment }),
  queue: Type.Object({
    waiting: Type.Integer({ description: 'reads that wait' }),
    aside: Type.Integer({ description: 'reads that the vendor refuses for good' }),
    oldestSeconds: Type.Integer({ description: 'age of the oldest read that waits' })
  }),
  reconcile: Type.Object({
    lastCompletedAt: Moment,
    missed: Type.Integer({ description: 'changes that were found without a webhook' })
  }),
  silence: Type.Object({ state: OneOf('ok', 'silent'), since: Moment, lastWebhookAt: Moment }),
  subscription: Type.Object({ state: OneOf('ok', 'missing', 'unknown') })
})

interface ProviderRoutesOptions {
  readProviders(): Promise<readonly (typeof ProviderView.static)[]>
  hotelOf(source: string, property: string): string | undefined
}

export async function providerRoutes(
  app: ChannelApp,
  { readProviders, hotelOf }: ProviderRoutesOptions
): Promise<void> {
  const response = { 200: Type.Object({ providers: Type.Array(ProviderView) }) }
  app.get('/providers', { config: { docs: providers }, schema: { response } }, async ({ caller }) => {
    const all = await readProviders()
    const hotels = caller?.hotelSlugs
    if (hotels === undefined) return { providers: [...all] }
    const visible = ({ source, property }: (typeof all)[number]) =>
      property !== null && hotels.includes(hotelOf(source, property) ?? '')
    return { providers: all.filter(visible) }
  })
}
