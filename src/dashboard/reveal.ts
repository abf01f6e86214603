import type { FastifyRequest } from 'fastify'
import type { AuditLog } from '../accounts/audit-log.ts'
import { formOf, textOf } from './fields.ts'
import { maskText } from './mask/mask-text.ts'
import { sessionOf } from './session.ts'

interface Revealed {
  /** `delivery:ID`, `event:ID`. */
  target: string
  hotel: string | null
}

const MOST_CHARS = 200

/** Writes the entry about data of a guest that the answer shows. */
export async function recordReveal(
  audit: Pick<AuditLog, 'record'>,
  request: FastifyRequest,
  { target, hotel }: Revealed
): Promise<void> {
  const reason = textOf(formOf(request), 'reason')
  await audit.record({
    actor: `operator:${sessionOf(request).name}`,
    action: 'guest_data.shown',
    target,
    hotel: hotel ?? undefined,
    detail: reason === undefined ? {} : { reason: maskText(reason).slice(0, MOST_CHARS) }
  })
}
