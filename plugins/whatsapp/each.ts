import type { Reading } from '../../schemas/reading.ts'
import type { Values } from './values.ts'

/** Reads a list item by item, so that one that cannot be read does not take the others along. */
export function readEach(
  value: Values,
  name: string,
  path: string,
  read: (item: unknown, path: string) => Reading | Reading[]
): Reading[] {
  const list = value[name]
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) return [{ path: `${path}/${name}`, problem: 'is not a list' }]
  return list.flatMap((item: unknown, at) => read(item, `${path}/${name}/${at}`))
}
