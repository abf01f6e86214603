import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tokenHash } from '../../accounts/setup-links.ts'
import { endOwnSessions, type OwnSession, readOwnSessions } from '../../db/dashboard/own-sessions.ts'
import { formOf, oneOf, queryOf } from '../fields.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { sessionOf, viewerOf } from '../session.ts'
import { readCookie } from '../session-cookie.ts'
import { Clock } from '../view/clock.tsx'
import { Action, Checkbox, Choice } from '../view/form.tsx'
import { type Column, ListTable } from '../view/list-table.tsx'
import { Facts, Notice, Panel } from '../view/parts.tsx'
import { capitalized } from '../view/words.ts'
import { savePreferences, THEMES, type Viewer } from '../viewer.ts'

const PATH = '/app/me'
const viewers = { config: { role: 'viewer' as const } }

/** How pages look for a person, and the sessions of the person. */
export function mePage(app: FastifyInstance, { accounts, database, config, dashboardUrl }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const isSaved = queryOf(request).has('saved')
    const { idleSeconds } = config.limits.logins
    const sessions = await readOwnSessions(database.query, sessionOf(request).name, idleSeconds)
    const props = { viewer: viewerOf(request), isSaved, sessions, own: ownId(request) }
    return sendPage(request, reply, 'My account', <MyAccount {...props} />)
  })

  app.post(PATH, viewers, async (request, reply) => {
    const form = formOf(request)
    savePreferences(reply, { theme: oneOf(form, 'theme', THEMES) ?? 'system', keys: form.get('keys') === 'on' })
    return reply.redirect(`${PATH}?saved`, 303)
  })

  app.post<{ Params: { id: string } }>(`${PATH}/sessions/:id/end`, viewers, async (request, reply) => {
    const { name } = sessionOf(request)
    const { id } = request.params
    const ended = await endOwnSessions(database.query, name, id === 'others' ? { others: ownId(request) } : { id })
    const by = { actor: `operator:${name}`, target: `operator:${name}` }
    if (ended > 0) await accounts.audit.record({ ...by, action: 'logout', detail: { sessions: ended } })
    return reply.redirect(PATH, 303)
  })

  function ownId(request: FastifyRequest): string {
    const token = readCookie(request, dashboardUrl()) ?? ''
    return tokenHash(token).subarray(0, 8).toString('hex')
  }
}

interface MyAccountProps {
  viewer: Viewer
  isSaved: boolean
  sessions: readonly OwnSession[]
  /** Id of the session of the request. */
  own: string
}

function MyAccount({ viewer, isSaved, sessions, own }: MyAccountProps) {
  const { name, role, hotels, theme, keys, zone } = viewer
  return (
    <>
      {isSaved && <Notice tone="ok">Saved.</Notice>}
      <Facts
        facts={[
          ['Name', name],
          ['Role', capitalized(role)],
          ['Hotels', hotels === null ? 'all' : hotels.join(', ') || 'none'],
          ['Times in', zone]
        ]}
      />
      <form method="post" action={PATH}>
        <Choice
          label="Theme"
          name="theme"
          value={theme}
          options={THEMES.map((one) => [one, capitalized(one)] as const)}
        />
        <Checkbox label="Keyboard shortcuts" name="keys" checked={keys} />
        <button type="submit" class="main">
          Save
        </button>
      </form>
      <Panel name="Sessions">
        <ListTable
          caption="Browsers in which you are logged in, latest use first"
          columns={columnsOf(own)}
          rows={sessions}
          keyOf={({ id }) => id}
        />
        {sessions.length > 1 && <Action action={`${PATH}/sessions/others/end`} label="Sign out everywhere else" />}
      </Panel>
    </>
  )
}

function columnsOf(own: string): readonly Column<OwnSession>[] {
  return [
    { head: 'Last used', cell: ({ seenAt }) => <Clock at={seenAt} /> },
    { head: 'Logged in', cell: ({ createdAt }) => <Clock at={createdAt} /> },
    { head: 'Ends', cell: ({ endsAt }) => <Clock at={endsAt} />, wide: true },
    {
      head: 'Actions',
      cell: ({ id }) =>
        id === own ? 'This session' : <Action action={`${PATH}/sessions/${id}/end`} label="Sign out" />
    }
  ]
}
