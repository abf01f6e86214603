import type { Read } from './tested-adapter.ts'

/** All ids of a reading: of its entity, its hotel, and the guest in it. */
export function idsOf({ id, property, data, kind }: Read['readings'][number]): string[] {
  const { externalId, guest } = Object(data[kind])
  return [id, property, externalId, Object(guest).externalId].filter((one) => typeof one === 'string')
}
