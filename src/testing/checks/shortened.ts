import type { Signed } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { type Door, knock } from './door.ts'

/** A part of a signature or of a secret is none. */
export function* shortened(door: Door, current: Signed): Generator<Complaint> {
  for (const [name, value] of Object.entries(current.headers ?? {})) {
    const half = Math.ceil(value.length / 2)
    const other = value.endsWith('A') ? 'B' : 'A'
    const parts: readonly (readonly [string, string])[] = [
      // Base64 means the same without its padding.
      ['truncated', value.replace(/=+$/, '').slice(0, -1)],
      ['truncated to 8 characters', value.slice(0, 8)],
      ['wrong behind its first half', value.slice(0, half) + other.repeat(value.length - half)],
      ['wrong behind its first 10 characters', value.slice(0, 10) + other.repeat(Math.max(1, value.length - 10))],
      ['too long', `${value}A`]
    ]
    for (const [what, text] of parts) {
      if (text === value || text === '') continue
      yield* knock(door, `a ${name} that is ${what}`, false, {
        ...current,
        headers: { ...current.headers, [name]: text }
      })
    }
  }
  for (const [name, value] of Object.entries(current.query ?? {})) {
    for (const text of [value.slice(0, -1), value.slice(0, 8), `${value}A`]) {
      yield* knock(door, `a part of the parameter ${name}`, false, {
        ...current,
        query: { ...current.query, [name]: text }
      })
    }
  }
}
