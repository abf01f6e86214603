import type { Test } from 'tap'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { startHydrated } from './hydrated-app.ts'

/** A reservation of each vendor's fake. */
export const IDS: Readonly<Partial<Record<FakeSource, string>>> = {
  mews: '7c1e4e00-0000-4000-8000-000000000001',
  cloudbeds: '7700112231',
  apaleo: 'XPGMSXGF-1',
  guesty: '66a000000000000000000001'
}
/** A change of it that its guest's application has to see. */
export const CHANGES: Readonly<Partial<Record<FakeSource, object>>> = {
  mews: { State: 'Started' },
  cloudbeds: { status: 'checked_in' },
  apaleo: { status: 'InHouse' },
  guesty: { status: 'canceled' }
}

/** A gateway after its baseline, and a reservation that changes. */
export async function changing(t: Test, source: FakeSource, settings: Record<string, string> = {}) {
  const gateway = await startHydrated(t, source, { settings, limits: { hydration: { againSeconds: 1 } } })
  const { fake, hasBaseline } = gateway
  await hasBaseline()
  const id = IDS[source] ?? ''
  const change = async () => {
    fake.put('reservations', { ...fake.record('reservations', id), ...CHANGES[source] })
    await fake.announce('reservations', id)
  }
  return { ...gateway, id, change }
}
