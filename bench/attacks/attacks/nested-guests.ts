import type { Attack } from '../attack.ts'
import { freshId, guest, many } from '../bodies.ts'

/** The gateway reads no body that is nested deeper than 64 levels. */
const DEPTH = 58
const BYTES = 2_100_000

/** So deep, and so wide that the body is as large as it may be. The second version is compared with the first, level by level. */
export const nestedGuests: Attack = {
  name: 'nested-guests',
  what: 'versions of a guest of 2.1 MB, made of lists or objects 58 levels deep',
  seconds: 10,
  async run({ post, pause }) {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}']
    ] as const) {
      const id = freshId('guest')
      for (const innermost of ['1', '2']) {
        const chain = `${open.repeat(DEPTH)}${innermost}${close.repeat(DEPTH)}`
        const chains = many(Math.floor(BYTES / (chain.length + 1)), () => chain).join(',')
        await post('pms', guest(id, `,"deep":[${chains}]`), { path: '/webhooks/pms/guests' })
        await pause(500)
      }
    }
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
