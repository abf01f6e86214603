import { hash } from 'node:crypto'

const LONGEST = 2048

/**
 * What an adapter tells its facts apart by, at a bounded length: it becomes part of the key of each event of a delivery, and an
 * adapter may take the whole payload for it.
 */
export function factKey(parts: readonly string[]): readonly string[] {
  const length = parts.reduce((sum, part) => sum + part.length + 1, 0)
  return length <= LONGEST ? parts : [hash('sha256', JSON.stringify(parts), 'base64')]
}
