import type { FastifyInstance } from 'fastify'
import { callerOf } from '../../api/authorize.ts'
import type { DestinationView } from '../../destinations/destination-view.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { DestinationState } from '../view/destination-state.tsx'
import { lagWords } from '../view/destination-words.ts'
import { type Column, ListTable } from '../view/list-table.tsx'
import { RowLink } from '../view/row-link.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/destinations'

export function destinationsPage(app: FastifyInstance, { destinations: { managed } }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    // A destination gets the events of all hotels.
    const isLimited = callerOf(request).hotels !== null
    const rows = isLimited ? [] : await managed.list()
    const mayManage = !isLimited && hasRole(viewerOf(request), 'admin')
    return sendPage(request, reply, 'Destinations', <List rows={rows} {...{ isLimited, mayManage }} />)
  })
}

interface ListProps {
  rows: readonly DestinationView[]
  isLimited: boolean
  mayManage: boolean
}

function List({ rows, isLimited, mayManage }: ListProps) {
  return (
    <>
      <p>A destination is a URL that Bellhook sends events to, as signed webhooks.</p>
      {mayManage && (
        <p>
          <a class="button" href="/app/new-destination">
            New destination
          </a>
        </p>
      )}
      <ListTable
        caption="Destinations"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ name }) => name}
        empty={
          isLimited ? (
            <p>Destinations get the events of all hotels. Only people who are not limited to hotels see them.</p>
          ) : (
            <p>Nothing is sent out yet. Consumers can still read the feed.</p>
          )
        }
      />
    </>
  )
}

const COLUMNS: readonly Column<DestinationView>[] = [
  {
    head: 'Name',
    cell: ({ name }) => <RowLink href={`${PATH}/${name}`} name={name} />
  },
  { head: 'State', cell: (row) => <DestinationState view={row} /> },
  { head: 'Behind', cell: ({ lag }) => lagWords(lag) },
  { head: 'Parked', cell: ({ parked }) => parked.toLocaleString('en'), isNumber: true, wide: true },
  { head: 'Dead letters', cell: ({ deadLetters }) => deadLetters.toLocaleString('en'), isNumber: true },
  { head: 'Problem', cell: ({ problem }) => problem ?? '–', wide: true }
]
