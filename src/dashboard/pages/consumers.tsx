import type { FastifyInstance } from 'fastify'
import { callerOf } from '../../api/authorize.ts'
import type { ConsumerView } from '../../consumers/consumer-view.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { lagWords } from '../view/destination-words.ts'
import { filterWords } from '../view/filter-words.ts'
import { type Column, ListTable } from '../view/list-table.tsx'
import { RowLink } from '../view/row-link.tsx'

const PATH = '/app/consumers'

export function consumersPage(app: FastifyInstance, { consumers: { managed } }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const rows = await managed.list(callerOf(request))
    return sendPage(
      request,
      reply,
      'Consumers',
      <>
        <p>A consumer is a program that asks for events. Bellhook keeps its place in the feed.</p>
        <ListTable
          caption="Consumers"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ name }) => name}
          empty={<p>No consumers yet. The first request for events creates one.</p>}
        />
      </>
    )
  })
}

const COLUMNS: readonly Column<ConsumerView>[] = [
  {
    head: 'Name',
    cell: ({ name }) => <RowLink href={`${PATH}/${name}`} name={name} />
  },
  { head: 'Gets', cell: ({ filter }) => filterWords(filter), wide: true },
  { head: 'Behind', cell: ({ lag }) => lagWords(lag) },
  { head: 'Leases', cell: ({ leases, shards }) => `${leases.length} of ${shards}` },
  { head: 'Parked', cell: ({ parked }) => parked.toLocaleString('en'), isNumber: true, wide: true },
  { head: 'Dead letters', cell: ({ deadLetters }) => deadLetters.toLocaleString('en'), isNumber: true }
]
