import { sql } from 'drizzle-orm'
import type { AuditRow } from '../accounts/audit.ts'
import type { Queries } from '../connect.ts'
import { given } from '../given.ts'
import { fromDatabase } from '../instant.ts'
import { before, type OlderPage, type OlderRequest, olderPage } from './window.ts'

export interface AuditListFilter {
  who?: string | undefined
  action?: string | undefined
  /** A part of the target. */
  target?: string | undefined
  /** RFC 3339. */
  since?: string | undefined
  /** Slugs: only entries about these hotels. */
  hotels?: readonly string[] | undefined
}

export type AuditListRow = Omit<AuditRow, 'mac'>

/** Entries of the audit log, newest first. */
export async function listAudit(
  query: Queries,
  { who, action, target, since, hotels }: AuditListFilter,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<AuditListRow>> {
  const wanted = [
    before(position),
    given(who, (name) => sql`(actor = ${name} or actor = ${`operator:${name}`} or actor = ${`key:${name}`})`),
    given(action, (one) => sql`action = ${one}`),
    given(target, (part) => sql`position(${part} in target) > 0`),
    given(since, (at) => sql`at >= ${at}`),
    given(hotels, (slugs) => sql`hotel = any(${sql.param([...slugs])}::text[])`)
  ].filter((one) => one !== undefined)
  const { rows } = await query.execute<AuditListRow & Record<string, unknown>>(sql`
    select audit.position, at, actor, action, target, hotel, left(detail::text, 1000) as detail
    from audit where ${sql.join(wanted, sql` and `)} order by audit.position desc limit ${limit + 1}`)
  return olderPage(
    rows.map((row) => ({ ...row, position: Number(row.position), at: fromDatabase(row.at) })),
    limit,
    undefined
  )
}
