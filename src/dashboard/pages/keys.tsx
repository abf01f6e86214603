import type { FastifyInstance } from 'fastify'
import type { ComponentChildren } from 'preact'
import { callerOf, onlyApiToken } from '../../api/authorize.ts'
import { listKeys, type ManagedKey } from '../../db/dashboard/managed.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { addressOf, queryOf } from '../fields.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { Clock } from '../view/clock.tsx'
import { Action, Field } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { Badge, Notice, UpLink } from '../view/parts.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/keys'
const DAY_SECONDS = 86_400
const DAY_MS = 86_400_000
const SOON_DAYS = 14
const REVOKING = 'Programs that use this key stop at once.'

export function keysPage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const { hotels } = callerOf(request)
    const older = { before: beforeOf(queryOf(request)), limit: PAGE_ROWS }
    const page = await listKeys(database.query, hotels, older)
    const mayManage = hasRole(viewerOf(request), 'admin') && hotels === null
    return sendPage(request, reply, 'API keys', <List page={page} mayManage={mayManage} />)
  })

  app.post<{ Params: { name: string } }>(`${PATH}/:name/rotate`, async (request, reply) => {
    const { name } = request.params
    const { key, oldUntil } = await accounts.keys.rotate(onlyApiToken(request), name, DAY_SECONDS)
    return sendPage(
      request,
      reply,
      'API keys',
      <ShownKey value={key}>
        The old key of {name} is good until <Clock at={oldUntil} />.
      </ShownKey>
    )
  })

  app.post<{ Params: { name: string } }>(`${PATH}/:name/revoke`, async (request, reply) => {
    const { name } = request.params
    const question = { label: `End ${name}`, sentence: REVOKING, back: PATH }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await accounts.keys.revoke(onlyApiToken(request), name)
    return reply.redirect(PATH, 303)
  })
}

/** The only time that a key is shown. */
export function ShownKey({ value, children }: { value: string; children?: ComponentChildren }) {
  return (
    <>
      <UpLink href={PATH}>All keys</UpLink>
      <Notice tone="ok">Copy the key now. It is not shown again. {children}</Notice>
      <Field label="API key" name="key" value={value} readOnly />
    </>
  )
}

function List({ page: { rows, before }, mayManage }: { page: OlderPage<ManagedKey>; mayManage: boolean }) {
  const actions: Column<ManagedKey> = { head: 'Actions', cell: (row) => <Actions row={row} /> }
  return (
    <>
      {mayManage && (
        <p>
          <a class="button" href={`${PATH}/new`}>
            New key
          </a>
        </p>
      )}
      <ListTable
        caption="API keys, newest first"
        columns={mayManage ? [...COLUMNS, actions] : COLUMNS}
        rows={rows}
        keyOf={({ name }) => name}
        older={before === undefined ? undefined : addressOf(PATH, { before: String(before) })}
        empty={<p>No keys yet. Only API_TOKEN can read.</p>}
      />
      <p class="soft">API_TOKEN of the environment has all scopes, and never ends.</p>
    </>
  )
}

const COLUMNS: readonly Column<ManagedKey>[] = [
  { head: 'Name', cell: ({ name }) => name },
  { head: 'Key', cell: ({ hint }) => <code>…{hint}</code>, wide: true },
  { head: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
  { head: 'Hotels', cell: ({ hotels }) => (hotels === null ? 'all' : hotels.join(', ')), wide: true },
  { head: 'Last used', cell: ({ usedAt }) => (usedAt === null ? 'never' : <Clock at={usedAt} />), wide: true },
  { head: 'Ends', cell: (row) => <End row={row} /> }
]

function End({ row: { endsAt, endedAt } }: { row: ManagedKey }) {
  if (endedAt !== null) return <Badge tone="soft">Ended</Badge>
  if (endsAt === null) return <>never</>
  const days = Math.ceil((Date.parse(endsAt) - Date.now()) / DAY_MS)
  if (days <= 0) return <Badge tone="bad">Expired</Badge>
  return days > SOON_DAYS ? <>in {days} days</> : <Badge tone="warn">in {days} days</Badge>
}

function Actions({ row: { name, endedAt } }: { row: ManagedKey }) {
  if (endedAt !== null) return null
  return (
    <div class="actions">
      <Action action={`${PATH}/${name}/rotate`} label={`Rotate ${name}`} />
      <Action action={`${PATH}/${name}/revoke`} label={`End ${name}`} confirm={REVOKING} />
    </div>
  )
}
