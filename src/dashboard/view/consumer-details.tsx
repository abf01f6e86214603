import type { ConsumerView } from '../../consumers/consumer-view.ts'
import { type Mistakes, mistakeAt } from '../form-mistakes.ts'
import { Clock } from './clock.tsx'
import { lagWords } from './destination-words.ts'
import { filterWords, ladderWords, orderingWords } from './filter-words.ts'
import { Action, Field } from './form.tsx'
import { type Column, ListTable } from './list-table.tsx'
import { MistakeNotice } from './mistake-notice.tsx'
import { Facts, Panel } from './parts.tsx'
import { count } from './words.ts'

export const MOVING = 'It goes on from there: it skips events, or gets some again. All leases end.'
export const REMOVING = 'Its place in the feed and its dead letters are removed. Programs that use it begin anew.'

type Lease = ConsumerView['leases'][number]

/** How far a consumer is, and who reads. */
export function ConsumerFacts({ view }: { view: ConsumerView }) {
  const { filter, ordering, ladder, deadLetter, shards, cursor, lag, leases, parked, deadLetters } = view
  return (
    <>
      <p>{summaryOf(view)}</p>
      <Facts
        facts={[
          ['Behind', lagWords(lag)],
          ['Parked', count(parked, 'event')],
          ['Dead letters', count(deadLetters, 'event')],
          ['Gets', filterWords(filter)],
          ['Order', orderingWords(ordering)],
          ['Tries again', ladderWords(ladder, deadLetter)],
          ['Shards', shards],
          ['Cursor', <code key="cursor">{cursor}</code>]
        ]}
      />
      <Panel name="Leases">
        <ListTable
          caption="Leases, by shard"
          columns={LEASE_COLUMNS}
          rows={leases}
          keyOf={({ shard }) => String(shard)}
          empty={<p>Nobody has events in hand.</p>}
        />
      </Panel>
    </>
  )
}

const LEASE_COLUMNS: readonly Column<Lease>[] = [
  { head: 'Shard', cell: ({ shard }) => shard },
  { head: 'Ends', cell: ({ expires }) => <Clock at={expires} /> }
]

function summaryOf({ lag, leases }: Pick<ConsumerView, 'lag' | 'leases'>): string {
  if (lag.events === 0) return 'It has settled everything.'
  if (leases.length > 0) return 'Its program works on events.'
  return 'Events wait, and nobody has them in hand. Look whether its program runs.'
}

interface FormsProps {
  path: string
  /** What was entered. */
  to: string
  mistakes: Mistakes
}

export function ConsumerForms({ path, to, mistakes }: FormsProps) {
  return (
    <Panel name="Change">
      <MistakeNotice mistakes={mistakes} />
      <Action action={`${path}/move`} label="Move" confirm={MOVING}>
        <Field
          label="Move to"
          name="to"
          value={to}
          error={mistakeAt(mistakes, '/to')}
          hint="now, start, or a cursor of the feed"
          maxLength={100}
          required
        />
      </Action>
      <Action action={`${path}/delete`} label="Delete" confirm={REMOVING} />
    </Panel>
  )
}
