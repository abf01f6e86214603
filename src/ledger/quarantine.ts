import type { Cause } from '../../schemas/reading.ts'
import type { InterpretedDelivery } from '../contract/delivery.ts'
import { codeOf } from '../db/errors.ts'
import { DraftFailed } from './draft-failed.ts'

/** The delivery with its exact bytes and without its readings, so that it can be stored. A replay can read the bytes later. */
export function quarantined({ delivery }: InterpretedDelivery, error: unknown, cause: Cause): InterpretedDelivery {
  const reason = `its events could not be written (${codeForPeople(error)})`
  return { delivery: { ...delivery, outcome: 'quarantined', reason, cause }, readings: [] }
}

function codeForPeople(error: unknown): string {
  const failed = error instanceof DraftFailed ? error.cause : error
  return codeOf(failed) ?? (failed instanceof Error ? failed.name : 'unknown error')
}
