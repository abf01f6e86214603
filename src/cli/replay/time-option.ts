import { toUtc } from '../../../schemas/common.ts'
import { Misuse } from '../command.ts'

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** An instant from itself, or from how long ago it was: `2h`, `3d`. Throws `Misuse`. */
export function instantOf(option: string, text: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return new Date(Date.now() - Number(count) * UNITS[unit as keyof typeof UNITS]).toISOString()
  const instant = toUtc(text)
  if (instant === undefined) throw new Misuse(`--${option} has to look like 2h, 3d or 2026-03-01T00:00:00Z`)
  return instant
}
