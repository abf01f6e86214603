import type { Violation } from '../../schemas/check.ts'
import type { CredentialStore } from '../../src/contract/credentials.ts'
import type { PmsAdapter } from './adapter.ts'
import { hasOwnCredential, SOURCES } from './adapter-settings.ts'
import { at } from './rules.ts'

/** Where a generic body can name a source: objects that may have a field `source`, as paths of names. */
export const SOURCES_OF = {
  guest: [[]],
  reservation: [[], ['guest']],
  event: [[], ['data', 'reservation'], ['data', 'reservation', 'guest'], ['data', 'guest']]
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>

/**
 * Returns the test for the sources that a sender of the generic routes may speak for: those that PMS_SOURCES names; where it
 * is unset, every source but those of adapters with a credential of their own. Otherwise whoever has the shared secret
 * could overwrite what the adapter's provider said.
 */
export function allowedSources(adapters: readonly PmsAdapter[], store: CredentialStore): (source: string) => boolean {
  const named = store.secrets(SOURCES.variable)
  if (named.length > 0) return (source) => named.includes(source)
  return (source) => {
    const adapter = adapters.find(({ name }) => name === source)
    return adapter === undefined || !hasOwnCredential(adapter, store)
  }
}

/** A violation for each source in the body that the sender may not speak for. */
export function foreignSources(
  body: unknown,
  places: readonly (readonly string[])[],
  isAllowed: (source: string) => boolean
): Violation[] {
  return places.flatMap((place) => {
    const source = at(
      place.reduce((value: unknown, name) => at(value, name), body),
      'source'
    )
    if (typeof source !== 'string' || isAllowed(source)) return []
    const path = ['', ...place, 'source'].join('/')
    return [{ path, message: `is a source that the sender may not speak for: see ${SOURCES.variable}` }]
  })
}
