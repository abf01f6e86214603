import { toUtc } from '../../schemas/common.ts'

/** An instant, or null, from the columns of a table. */
export function instantOrNull(instant: string | null): string | null {
  return instant === null ? null : fromDatabase(instant)
}

/** Converts an instant from the format of PostgreSQL in UTC, `2024-03-15 14:00:00.5+00`, to RFC 3339 in the format of `toUtc`. */
export function fromDatabase(instant: string): string {
  // Each event has two instants, and parsing them takes longer than the rest of it (`npm run bench -- --only pages`).
  if (instant[10] === ' ' && instant.endsWith('+00') && (instant[19] === '.' || instant[19] === '+')) {
    const fraction = instant.slice(20, -3).padEnd(6, '0')
    const digits = fraction.endsWith('000') ? fraction.slice(0, 3) : fraction
    return `${instant.slice(0, 10)}T${instant.slice(11, 19)}.${digits}Z`
  }
  const text = instant.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  return toUtc(text) ?? text
}
