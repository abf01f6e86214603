import { changeProvider, type ProviderRow } from '../db/hydration/providers.ts'
import type { KnownProperty } from './known-property.ts'
import type { SendAlarm } from './provider-events.ts'
import type { VendorReading } from './vendor-reading.ts'

interface CredentialWatchOptions extends Pick<VendorReading, 'vendor' | 'database'> {
  property: Pick<KnownProperty, 'current'>
  sendAlarm: SendAlarm
}

/** Notes whether the vendor takes the credential. Raises an alarm when it is refused, and ends it when it is taken again. */
export function createCredentialWatch(
  { vendor, database, property, sendAlarm }: CredentialWatchOptions,
  { credentialState, credentialSince }: Pick<ProviderRow, 'credentialState' | 'credentialSince'>
): (state: 'ok' | 'refused', reason: string | undefined) => Promise<void> {
  const { source, channel } = vendor
  let known = credentialState
  let knownSince = credentialSince

  return async (state, reason) => {
    if (state === known) return
    const before = known
    const at = new Date().toISOString()
    const since = state === 'refused' ? at : new Date(knownSince ?? at).toISOString()
    known = state
    knownSince = state === 'refused' ? at : null
    await changeProvider(database.query, source, {
      ...{ credentialState: state, credentialSince: knownSince, credentialReason: reason ?? null }
    })
    if (state === 'ok' && before !== 'refused') return
    const about = { source, channel, property: property.current(), missed: 0, since, time: at } as const
    if (state === 'refused') await sendAlarm({ type: 'provider.silent', ...about, reason: 'credential_refused' })
    else await sendAlarm({ type: 'provider.recovered', ...about, reason: 'credential_refused', until: at })
  }
}
