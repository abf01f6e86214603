import type { FastifyInstance } from 'fastify'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { invalidField } from '../../accounts/management.ts'
import type { Unclaimed, UnclaimedView } from '../../accounts/unclaimed.ts'
import { callerOf } from '../../api/authorize.ts'
import { allHotels } from '../all-hotels.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { addressOf, formOf, queryOf, textOf } from '../fields.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { idWords, kindWords } from '../view/account-words.ts'
import { Clock } from '../view/clock.tsx'
import { Action } from '../view/form.tsx'
import { HotelChoice } from '../view/hotel-fields.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { count } from '../view/words.ts'
import { hasRole } from '../viewer.ts'

const PATH = '/app/unclaimed'
const IGNORING = 'The id is hidden from this list. Its deliveries are kept as long as all others, and are not read.'

type Params = { Params: { id: string } }

export function unclaimedPage(app: FastifyInstance, { accounts }: DashboardServices): void {
  const { unclaimed } = accounts

  app.get(PATH, async (request, reply) => {
    const caller = callerOf(request)
    const newest = { before: beforeOf(queryOf(request)) }
    const page = await unclaimed.list(caller, { after: 0, limit: PAGE_ROWS, withoutIgnored: true, newest })
    const mayAct = hasRole(viewerOf(request), 'operator')
    const hotels = mayAct ? await allHotels(accounts.hotels, caller) : []
    return sendPage(request, reply, 'Unclaimed', <List page={page} {...{ mayAct, hotels }} />)
  })

  app.post<Params>(`${PATH}/:id/claim`, { config: { role: 'operator' } }, async (request, reply) => {
    const form = formOf(request)
    const account = textOf(form, 'account')
    if (account === undefined) throw invalidField('/account', 'must be the slug of an account')
    await unclaimed.claim(callerOf(request), request.params.id, { account, hotel: textOf(form, 'hotel') })
    return reply.redirect(PATH, 303)
  })

  app.post<Params>(`${PATH}/:id/ignore`, { config: { role: 'operator' } }, async (request, reply) => {
    const question = { label: 'Ignore', sentence: IGNORING, back: PATH }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await unclaimed.ignore(callerOf(request), request.params.id)
    return reply.redirect(PATH, 303)
  })
}

interface ListProps {
  page: Awaited<ReturnType<Unclaimed['list']>>
  mayAct: boolean
  hotels: readonly HotelView[]
}

function List({ page: { unclaimed: rows, last, isFull }, mayAct, hotels }: ListProps) {
  const actions: Column<UnclaimedView> = { head: 'Actions', cell: (row) => <Actions row={row} hotels={hotels} /> }
  return (
    <>
      <p>
        Authentic webhooks about ids that no account has. Nothing is lost: claim an id, and its deliveries are read in
        the order in which they came.
      </p>
      <ListTable
        caption="Unclaimed ids, newest first"
        columns={mayAct ? [...COLUMNS, actions] : COLUMNS}
        rows={rows}
        keyOf={({ id }) => id}
        older={isFull ? addressOf(PATH, { before: String(last) }) : undefined}
        empty={<p>Every id has an account.</p>}
      />
    </>
  )
}

const COLUMNS: readonly Column<UnclaimedView>[] = [
  { head: 'Kind', cell: ({ kind }) => kindWords(kind), wide: true },
  {
    head: 'Id',
    cell: ({ type, value }) => (
      <>
        {idWords(type)} <code>{value}</code>
      </>
    )
  },
  { head: 'Deliveries', cell: ({ deliveries }) => deliveries, isNumber: true },
  { head: 'First', cell: ({ firstAt }) => <Clock at={firstAt} />, wide: true },
  { head: 'Latest', cell: ({ lastAt }) => <Clock at={lastAt} />, wide: true },
  {
    head: 'Proven by',
    wide: true,
    cell: ({ account }) => (account === null ? 'a removed account' : <a href={`/app/accounts/${account}`}>{account}</a>)
  }
]

function Actions({ row: { id, account, deliveries }, hotels }: { row: UnclaimedView; hotels: readonly HotelView[] }) {
  return (
    <div class="actions">
      {account !== null && (
        <Action
          action={`${PATH}/${id}/claim`}
          label={`Claim and read ${count(deliveries, 'delivery', 'deliveries')}`}
          isMain
        >
          <input type="hidden" name="account" value={account} />
          <HotelChoice hotels={hotels} none="The hotel of the account" />
        </Action>
      )}
      <Action action={`${PATH}/${id}/ignore`} label="Ignore" confirm={IGNORING} />
    </div>
  )
}
