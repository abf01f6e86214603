import type { FastifyInstance } from 'fastify'
import { invalidField } from '../../accounts/management.ts'
import { callerOf, onlyApiToken } from '../../api/authorize.ts'
import { listPeople, type ManagedPerson } from '../../db/dashboard/managed.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { addressOf, queryOf } from '../fields.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { sessionOf, viewerOf } from '../session.ts'
import { Clock } from '../view/clock.tsx'
import { Action } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { useViewer } from '../view/viewer-context.ts'
import { capitalized } from '../view/words.ts'
import { hasRole } from '../viewer.ts'

const PATH = '/app/people'
const REMOVING = 'The person is logged out at once, and cannot log in any more.'

export function peoplePage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const { hotels } = callerOf(request)
    const older = { before: beforeOf(queryOf(request)), limit: PAGE_ROWS }
    const page = await listPeople(database.query, hotels, older)
    const mayManage = hasRole(viewerOf(request), 'admin') && hotels === null
    return sendPage(request, reply, 'People', <List page={page} mayManage={mayManage} />)
  })

  app.post<{ Params: { name: string } }>(`${PATH}/:name/remove`, async (request, reply) => {
    const { name } = request.params
    const caller = onlyApiToken(request)
    // The last admin could lock everybody out.
    if (name === sessionOf(request).name)
      throw invalidField('/name', 'must be another person: nobody removes themselves')
    const question = { label: `Remove ${name}`, sentence: REMOVING, back: PATH }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await accounts.operators.remove(caller, name)
    return reply.redirect(PATH, 303)
  })
}

function List({ page: { rows, before }, mayManage }: { page: OlderPage<ManagedPerson>; mayManage: boolean }) {
  const actions: Column<ManagedPerson> = { head: 'Actions', cell: ({ name }) => <Actions name={name} /> }
  return (
    <>
      {mayManage && (
        <p>
          <a class="button" href={`${PATH}/invite`}>
            Invite
          </a>
        </p>
      )}
      <ListTable
        caption="People who can log in, newest first"
        columns={mayManage ? [...COLUMNS, actions] : COLUMNS}
        rows={rows}
        keyOf={({ name }) => name}
        older={before === undefined ? undefined : addressOf(PATH, { before: String(before) })}
      />
    </>
  )
}

const COLUMNS: readonly Column<ManagedPerson>[] = [
  { head: 'Name', cell: ({ name }) => name },
  { head: 'Role', cell: ({ role }) => capitalized(role) },
  { head: 'Hotels', cell: ({ hotels }) => (hotels === null ? 'all' : hotels.join(', ') || 'none') },
  {
    head: 'Logs in by',
    cell: ({ hasPassword, hasEmail }) =>
      [hasPassword ? 'password' : 'invitation, not used yet', ...(hasEmail ? ['OpenID Connect'] : [])].join(' or '),
    wide: true
  },
  { head: 'Last login', cell: ({ lastLogin }) => (lastLogin === null ? 'never' : <Clock at={lastLogin} />) },
  { head: 'Sessions', cell: ({ sessions }) => sessions, isNumber: true, wide: true }
]

function Actions({ name }: Pick<ManagedPerson, 'name'>) {
  if (useViewer().name === name) return null
  return (
    <div class="actions">
      <a class="button" href={`${PATH}/${name}/change`}>
        Change {name}
      </a>
      <Action action={`${PATH}/${name}/remove`} label={`Remove ${name}`} confirm={REMOVING} />
    </div>
  )
}
