import type { Attack } from '../attack.ts'
import { freshId, guest, MIB } from '../bodies.ts'

/** Texts in which every place could be the beginning of a card number, and fields that look like those of cards. */
const UNITS = [
  '4',
  '4111111111111111',
  '4 1-1 1-',
  '\\u0034\\u0031',
  '4111 1111 1111 1112 ',
  '%B4111111111111111^',
  '1\\t'
]
const NAMES = ['notes', 'cvv', 'pan']
const BODY_BYTES = 4 * MIB - 1_000

export const cardNumbers: Attack = {
  name: 'card-numbers',
  what: 'bodies of 4 MiB full of digits, escapes, and separators',
  seconds: 10,
  async run({ post, pause }) {
    for (const unit of UNITS) {
      for (const name of NAMES) {
        const text = unit.repeat(Math.floor(BODY_BYTES / unit.length))
        await post('pms', guest(freshId('card'), `,"x":{"${name}":"${text}"}`), { path: '/webhooks/pms/guests' })
        await pause(100)
      }
    }
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'redaction in linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
