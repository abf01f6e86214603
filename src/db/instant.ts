import { toUtc } from '../../schemas/common.ts'

/** PostgreSQL writes `2024-03-15 14:00:00.5+00`; everybody else reads RFC 3339. */
export function fromDatabase(instant: string): string {
  const text = instant.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  return toUtc(text) ?? text
}
