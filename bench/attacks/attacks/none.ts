import type { Attack } from '../attack.ts'

/** Shows what the figures are without an attack. */
export const none: Attack = {
  name: 'none',
  what: 'ordinary traffic alone',
  run: ({ pause, over }) => (over.aborted ? Promise.resolve() : pause(600_000)),
  // This control shows that the harness notices a gateway that is only slow.
  control: { without: 'quick readers', violates: ['healthz', 'requests'], plant: 'slow-reader' }
}
