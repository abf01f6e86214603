import type { DeadLetter, readAttempts } from '../../db/consumers/exceptions.ts'
import { fromDatabase } from '../../db/instant.ts'
import { addressOf } from '../fields.ts'
import { Clock } from './clock.tsx'
import { type Column, ListTable, PAGE_ROWS } from './list-table.tsx'
import { eventWords } from './words.ts'

// Lists of events of a destination or a consumer. They name the id and the type of an event, and no data of guests.

type Attempt = Awaited<ReturnType<typeof readAttempts>>[number]

const SHOWN_ID = 8

/** Read one row more than a page has: it shows that there is another page. */
export const READ_ROWS = PAGE_ROWS + 1

interface ListProps<Row> {
  /** Address of the page. */
  path: string
  /** At most `READ_ROWS`. */
  rows: readonly Row[]
}

/** Newest first. */
export function Attempts({ path, rows, keepsAll }: ListProps<Attempt> & { keepsAll: boolean }) {
  const shown = rows.slice(0, PAGE_ROWS)
  const before = rows.length > PAGE_ROWS ? shown.at(-1)?.id : undefined
  return (
    <ListTable
      caption="Attempts, newest first"
      columns={ATTEMPT_COLUMNS}
      rows={shown}
      keyOf={({ id }) => String(id)}
      older={before === undefined ? undefined : addressOf(path, { before: String(before) })}
      empty={<p>{keepsAll ? 'No attempts yet.' : 'No attempt failed.'}</p>}
    />
  )
}

const ATTEMPT_COLUMNS: readonly Column<Attempt>[] = [
  { head: 'Time', cell: ({ at }) => <Clock at={fromDatabase(at)} /> },
  { head: 'Event', cell: ({ event }) => <EventLink id={event} /> },
  { head: 'Attempt', cell: ({ attempt }) => attempt, isNumber: true },
  { head: 'Answer', cell: ({ status, problem }) => answerWords(status, problem) },
  { head: 'Took', cell: ({ ms }) => `${ms} ms`, isNumber: true, wide: true }
]

interface DeadLettersProps extends ListProps<DeadLetter> {
  /** The problems are texts of Bellhook. Those of a consumer come from its program, and may be about guests. */
  hasProblems: boolean
}

/** In the order of the feed. */
export function DeadLetters({ path, rows, hasProblems }: DeadLettersProps) {
  const shown = rows.slice(0, PAGE_ROWS)
  const after = rows.length > PAGE_ROWS ? shown.at(-1)?.position : undefined
  return (
    <>
      <ListTable
        caption="Dead letters, oldest first"
        columns={hasProblems ? [...DEAD_LETTER_COLUMNS, PROBLEM] : DEAD_LETTER_COLUMNS}
        rows={shown}
        keyOf={({ position }) => String(position)}
        empty={<p>No event was given up.</p>}
      />
      {after !== undefined && (
        <p>
          <a class="button" href={addressOf(path, { after: String(after) })}>
            Show the next 100
          </a>
        </p>
      )}
    </>
  )
}

const DEAD_LETTER_COLUMNS: readonly Column<DeadLetter>[] = [
  { head: 'Given up', cell: ({ at }) => <Clock at={fromDatabase(at)} /> },
  { head: 'Event', cell: ({ event }) => <EventLink id={event} /> },
  { head: 'Type', cell: ({ type }) => (type === null ? 'removed' : eventWords(type)) },
  { head: 'Attempts', cell: ({ attempts }) => attempts, isNumber: true, wide: true }
]
const PROBLEM: Column<DeadLetter> = { head: 'Answer', cell: ({ status, problem }) => answerWords(status, problem) }

function EventLink({ id }: { id: string }) {
  return (
    <a href={`/app/events/${id}`} title={id}>
      <code>…{id.slice(-SHOWN_ID)}</code>
    </a>
  )
}

function answerWords(status: number | null, problem: string | null): string {
  return problem ?? (status === null ? 'no answer' : String(status))
}
