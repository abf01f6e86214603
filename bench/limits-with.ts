import { LIMITS, type Limits } from '../src/config/limits.ts'

/** A bound that nothing reaches. */
export const UNBOUNDED = Number.POSITIVE_INFINITY

/** Other values for some bounds, by group and name. */
export type LimitOverrides = { readonly [Group in keyof Limits]?: Partial<Limits[Group]> | undefined }

/** Returns the bounds of the gateway with some of them replaced. */
export function limitsWith(overrides: LimitOverrides = {}): Limits {
  const groups = Object.entries(LIMITS).map(([group, bounds]) => [group, { ...bounds, ...Object(overrides)[group] }])
  // Each group has the keys of LIMITS, and an override only replaces numbers.
  return Object.fromEntries(groups) as Limits
}
