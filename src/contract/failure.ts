import type { Violation } from '../../schemas/check.ts'
import { errors, ShapeError } from './errors.ts'
import type { Undecodable } from './undecodable.ts'

/** Why nothing of a body can be read: its bytes have no such form, or its value has the wrong shape. */
export type Fault = Undecodable | ShapeError

/** An error as a caller reads it: never a byte of the body, never the text of a foreign error. */
export interface Failure {
  statusCode: number
  code: string
  message: string
  details?: { errors: readonly Violation[] } | { cursor: string } | { scope: string } | { role: string }
}

export function failureOf(fault: Fault): Failure {
  if (fault instanceof ShapeError) return failureOfShape(fault)
  if (fault.statusCode === 400) return failureOfShape(new ShapeError([{ path: '', message: fault.message }]))
  const { code, message } = new errors.UNSUPPORTED_BODY(fault.message)
  return { statusCode: 415, code, message }
}

function failureOfShape({ statusCode, code, message, violations }: ShapeError): Failure {
  return { statusCode, code, message, details: { errors: violations } }
}
