import { asObject } from '../../schemas/json-object.ts'
import type { Omitted } from '../../schemas/omitted.ts'
import type { JsonObject } from '../../schemas/reading.ts'

/** Names of the parts that a stored state omits. */
export function omittedOf(state: JsonObject): Omitted[] {
  const list = state['omitted']
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => {
    const { path, bytes } = asObject(item) ?? {}
    return typeof path === 'string' && typeof bytes === 'number' ? [{ path, bytes }] : []
  })
}

/** Both lists; of two entries with one path, the later. */
export function mergeOmitted(before: readonly Omitted[], now: readonly Omitted[]): Omitted[] {
  const byPath = new Map([...before, ...now].map((one) => [one.path, one]))
  return [...byPath.values()]
}
