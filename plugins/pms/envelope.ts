import type { Static, TSchema } from '@sinclair/typebox'
import type { Fields } from './fields.ts'
import type { AdapterReading } from './readings.ts'

/** An envelope around the payload. */
export interface Envelope<Outer extends TSchema = TSchema> {
  schema: Outer
  /** Names of the fields that lead to the payload: a value, or a text that is decoded like a body. */
  at: readonly [string, ...string[]]
  /** False: this envelope has no payload, and means something by itself. Default: all have one. */
  hasPayload?(outer: Static<Outer>): boolean
  /** What an envelope without a payload means. */
  normalize?(outer: Static<Outer>, fields: Fields): readonly AdapterReading[]
}
