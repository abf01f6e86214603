import type { EventListRow } from '../../db/dashboard/events.ts'
import { maskId } from '../mask/mask-text.ts'
import { Clock } from './clock.tsx'
import type { Column } from './list-table.tsx'
import { Source } from './source.tsx'
import { eventWords } from './words.ts'

export const EVENT_COLUMNS: readonly Column<EventListRow>[] = [
  {
    head: 'Time',
    cell: ({ id, time }) => (
      <a class="row" href={`/app/events/${id}`}>
        <Clock at={time} />
      </a>
    )
  },
  { head: 'What', cell: ({ type }) => eventWords(type) },
  { head: 'About', cell: ({ subject }) => subjectText(subject) },
  {
    head: 'From',
    cell: ({ source, account }) => <Source {...{ source, account }} />
  },
  { head: 'Hotel', wide: true, cell: ({ hotel }) => hotel ?? '–' },
  { head: 'Marks', wide: true, cell: ({ corrects }) => (corrects === null ? '' : '↻ corrects an earlier one') }
]

/** `reservation/R-1020045` is reservation •••45. The id may be a phone number, or contain one. */
export function subjectText(subject: string): string {
  const { kind, externalId } = partsOf(subject)
  return `${kind} ${maskId(externalId)}`
}

export function partsOf(subject: string): { kind: string; externalId: string } {
  const slash = subject.indexOf('/')
  return { kind: subject.slice(0, Math.max(slash, 0)), externalId: subject.slice(slash + 1) }
}
