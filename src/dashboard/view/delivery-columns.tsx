import type { DeliveryRow } from '../../db/dashboard/deliveries.ts'
import { maskPath, maskText } from '../mask/mask-text.ts'
import { Clock } from './clock.tsx'
import type { Column } from './list-table.tsx'
import { Badge } from './parts.tsx'
import { Source } from './source.tsx'
import { capitalized, eventWords, OUTCOME_WORDS } from './words.ts'

export const DELIVERY_COLUMNS: readonly Column<DeliveryRow>[] = [
  {
    head: 'Time',
    cell: ({ id, receivedAt }) => (
      <a class="row" href={`/app/deliveries/${id}`}>
        <Clock at={receivedAt} />
      </a>
    )
  },
  { head: 'Outcome', cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
  {
    head: 'From',
    cell: ({ source, account }) => <Source {...{ source, account }} />
  },
  { head: 'What', cell: (row) => <What row={row} /> },
  { head: 'Bytes', wide: true, isNumber: true, cell: ({ bytes }) => bytes.toLocaleString('en') }
]

export function OutcomeBadge({ outcome }: Pick<DeliveryRow, 'outcome'>) {
  const { word, tone } = OUTCOME_WORDS[outcome]
  return <Badge tone={tone}>{word}</Badge>
}

function What({ row: { types, path, problem, cause, outcome } }: { row: DeliveryRow }) {
  const events = types.map(eventWords).join(', ')
  if (path !== null || problem !== null) {
    return (
      <>
        {events} <span class="soft">{`${maskPath(path ?? '')} ${maskText(problem ?? '')}`}</span>
      </>
    )
  }
  if (events !== '') return <>{events}</>
  return <span class="soft">{outcome === 'accepted' ? 'No event' : capitalized(cause ?? '')}</span>
}
