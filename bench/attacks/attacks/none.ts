import type { Attack } from '../attack.ts'

/** Shows that the bounds hold at all, and what the figures are without an attack. */
export const none: Attack = {
  name: 'none',
  what: 'ordinary traffic alone',
  run: ({ pause, over }) => (over.aborted ? Promise.resolve() : pause(600_000)),
  control: { without: 'readers that are quick', violates: ['healthz', 'requests'], plant: 'slow-reader' }
}
