import { canonical } from '../../schemas/canonical.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { Read } from './each.ts'
import { isEmpty } from './leftovers.ts'
import type { Scope } from './scope.ts'
import { asJson, type Values } from './values.ts'

export interface Sync extends JsonObject {
  phase: number | undefined
  progress: number | undefined
  chunkOrder: number | undefined
}

/** A chunk without messages still says how far the import has got. */
export function progressOf(chunk: Values, path: string, { phoneNumberId, accountId }: Scope, sync: Sync): Read {
  const id = phoneNumberId ?? accountId
  if (id === null || Object.values(chunk).every(isEmpty)) return { path, problem: 'has no threads' }
  return {
    type: 'history.progressed',
    source: 'whatsapp',
    kind: 'phone_number',
    id,
    key: ['history progress', accountId ?? '', canonical([phoneNumberId, chunk])],
    // A number can be connected again, and the chunk then reads the same.
    keyLasts: 'day',
    data: { phone_number: { externalId: id, accountId, phoneNumberId, ...sync }, vendor: asJson(chunk) }
  }
}
