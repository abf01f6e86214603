import type { FastifyInstance } from 'fastify'
import type { Verified } from '../../accounts/audit-log.ts'
import { callerOf, onlyApiToken } from '../../api/authorize.ts'
import { type AuditListFilter, type AuditListRow, listAudit } from '../../db/dashboard/audit.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf, instantOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { Clock } from '../view/clock.tsx'
import { Action, Field } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { Notice, UpLink } from '../view/parts.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/audit'
const VERIFY = `${PATH}/verify`

export function auditPage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const filter = filterOf(query)
    const hotels = request.caller?.hotelSlugs
    const page = await listAudit(
      database.query,
      { ...filter, since: instantOf(query, 'since'), hotels },
      { before: beforeOf(query), limit: PAGE_ROWS }
    )
    return sendPage(
      request,
      reply,
      'Audit log',
      <>
        <Filters filter={filter} />
        <List page={page} filter={filter} />
        {hasRole(viewerOf(request), 'admin') && callerOf(request).hotels === null && (
          <Action action={VERIFY} label="Verify the chain" />
        )}
      </>
    )
  })

  app.post(VERIFY, async (request, reply) => {
    // The result counts the entries of all hotels.
    onlyApiToken(request)
    return sendPage(request, reply, 'Audit log', <Result verified={await accounts.audit.verify()} />)
  })
}

function filterOf(query: URLSearchParams): AuditListFilter {
  const [who, action, target, since] = ['who', 'action', 'target', 'since'].map((name) => textOf(query, name))
  return { who, action, target, since }
}

function Filters({ filter: { who, action, target, since } }: { filter: AuditListFilter }) {
  return (
    <form method="get" action={PATH} class="filters">
      <Field label="Who" name="who" value={who ?? ''} />
      <Field label="Action" name="action" value={action ?? ''} placeholder="secret.added" />
      <Field label="Target" name="target" value={target ?? ''} />
      <Field label="Since" name="since" value={since ?? ''} placeholder="2026-01-31" />
      <button type="submit">Search</button>
      <a href={PATH}>Clear</a>
    </form>
  )
}

const COLUMNS: readonly Column<AuditListRow>[] = [
  { head: 'Time', cell: ({ at }) => <Clock at={at} /> },
  { head: 'Who', cell: ({ actor }) => actor.replace(/^operator:/, '') },
  { head: 'Action', cell: ({ action }) => <code>{action}</code> },
  { head: 'Target', cell: ({ target }) => target },
  { head: 'Hotel', cell: ({ hotel }) => hotel ?? '', wide: true },
  { head: 'Detail', cell: ({ detail }) => (detail === '{}' ? '' : <code>{detail}</code>), wide: true }
]

function List({ page: { rows, before }, filter }: { page: OlderPage<AuditListRow>; filter: AuditListFilter }) {
  const { who, action, target, since } = filter
  const older = before === undefined ? undefined : { who, action, target, since, before: String(before) }
  return (
    <ListTable
      caption="Audit log, newest first"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ position }) => String(position)}
      older={older && addressOf(PATH, older)}
      empty={<p>Nothing fits these filters</p>}
    />
  )
}

function Result({ verified }: { verified: Verified }) {
  return (
    <>
      <UpLink href={PATH}>All entries</UpLink>
      {verified.ok ? (
        <Notice tone="ok">The chain is whole: {verified.entries} entries.</Notice>
      ) : (
        <Notice tone="bad">
          The chain breaks at entry {verified.position}: that entry, or one before it, was changed or removed.
        </Notice>
      )}
    </>
  )
}
