import { changeProvider, type ProviderRow } from '../db/hydration/providers.ts'
import type { VendorReading } from './vendor-reading.ts'
import type { Vendor } from './vendors.ts'

/** The hotel that a credential is for, as its records say. */
export interface KnownProperty {
  /** The hotel of a record. */
  note(property: string | undefined): Promise<void>
  /** Null: no record has a hotel, or they have several. */
  current(): string | null
}

export function createKnownProperty(
  { source }: Pick<Vendor, 'source'>,
  { query }: Pick<VendorReading['database'], 'query'>,
  { property: known }: Pick<ProviderRow, 'property'>
): KnownProperty {
  const properties = new Set<string>(known === null ? [] : [known])
  const current = () => {
    const [only = null] = properties
    return properties.size === 1 ? only : null
  }
  return {
    current,
    async note(property) {
      if (property === undefined || properties.has(property) || properties.size >= 2) return
      properties.add(property)
      await changeProvider(query, source, { property: current() })
    }
  }
}
