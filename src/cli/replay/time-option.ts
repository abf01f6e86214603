import { toUtc } from '../../../schemas/common.ts'
import { UsageError } from '../command.ts'

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** The instant that an option names by itself, or by how long ago it was: `2h`, `3d`. Throws UsageError. */
export function timeOption(option: string, text: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  // The pattern matches only letters that are units.
  if (count !== undefined) return new Date(Date.now() - Number(count) * UNITS[unit as keyof typeof UNITS]).toISOString()
  const instant = toUtc(text)
  if (instant === undefined) {
    throw new UsageError(`--${option}=${text} is invalid: use 2h, 3d, or an instant like 2026-03-01T00:00:00Z`)
  }
  return instant
}
