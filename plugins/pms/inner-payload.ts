import type { TSchema } from '@sinclair/typebox'
import type { Check } from '../../schemas/check.ts'
import type { Problem } from '../../schemas/reading.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import type { PmsAdapter } from './adapter.ts'
import { decoderOf } from './decoder.ts'

/** The payload inside an envelope, and where it is; or why it cannot be read. */
export function innerPayload(
  { envelope, decode }: PmsAdapter,
  body: unknown,
  violations: Check<TSchema>
): { payload: unknown; path: string } | { problems: readonly Problem[] } {
  const names = envelope?.at ?? []
  const path = names.map((name) => `/${name}`).join('')
  let payload = names.reduce<unknown>(inside, body)
  if (typeof payload === 'string') {
    try {
      payload = decoderOf(decode)(Buffer.from(payload), undefined)
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      return { problems: [{ path, problem: error.message.replace(/^it /, '') }] }
    }
  }
  if (violations.accepts(payload)) return { payload, path }
  return { problems: violations(payload).map((one) => ({ path: path + one.path, problem: one.message })) }
}

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}
