import type { Replayed } from '../../../schemas/replay.ts'
import type { EventListRow } from '../../db/dashboard/events.ts'
import type { DeliverySummary } from '../../db/deliveries.ts'
import { fromDatabase } from '../../db/instant.ts'
import type { ReplayRow } from '../../db/replays.ts'
import { maskPath, maskText } from '../mask/mask-text.ts'
import { Clock } from '../view/clock.tsx'
import { OutcomeBadge } from '../view/delivery-columns.tsx'
import { Action } from '../view/form.tsx'
import { MaskedData } from '../view/masked-data.tsx'
import { Facts, Notice, Panel, UpLink } from '../view/parts.tsx'
import { useViewer } from '../view/viewer-context.ts'
import { capitalized, count, eventWords, nameOf } from '../view/words.ts'
import { hasRole } from '../viewer.ts'
import { ReplayPreview } from './replay-preview.tsx'

interface DeliveryViewProps {
  delivery: DeliverySummary
  /** The body as the page shows it. */
  text: string
  events: readonly EventListRow[]
  past: readonly ReplayRow[]
  /** Ids of the deliveries before and after this one. */
  beside: { newer: string | null; older: string | null }
  preview?: Replayed | undefined
  /** Number of events that were just written. */
  written?: number | undefined
  isRevealed?: boolean
}

export function DeliveryView(props: DeliveryViewProps) {
  const { delivery, text, events, past, beside, preview, written, isRevealed } = props
  const { id, contentType, bytes } = delivery
  const canRead = hasRole(useViewer(), 'operator')
  return (
    <>
      <UpLink href="/app/deliveries">Deliveries</UpLink>
      {written !== undefined && <Notice tone="ok">{`Written: ${count(written, 'event')}`}</Notice>}
      <DeliveryFacts delivery={delivery} />
      <p class="actions">
        <a class="button" href={`/app/deliveries/${id}?preview=1#preview`}>
          Preview replay
        </a>
        {beside.newer !== null && (
          <a class="button" data-newer href={`/app/deliveries/${beside.newer}`}>
            Newer
          </a>
        )}
        {beside.older !== null && (
          <a class="button" data-older href={`/app/deliveries/${beside.older}`}>
            Older
          </a>
        )}
      </p>
      {preview !== undefined && <ReplayPreview id={id} preview={preview} />}
      <Problems delivery={delivery} />
      <Panel name="Body">
        <p class="soft">{`${contentType ?? 'no content type'}, ${count(bytes, 'byte')}`}</p>
        <MaskedData texts={[text]} isRevealed={isRevealed === true} action={`/app/deliveries/${id}/show`} />
        {canRead && <Action action={`/app/deliveries/${id}/bytes`} label="Download exact bytes" />}
      </Panel>
      <Panel name="Events">
        {events.length === 0 ? <p class="soft">This delivery made no event.</p> : <EventList events={events} />}
      </Panel>
      <Panel name="Replays">
        {past.length === 0 ? <p class="soft">This delivery was never replayed.</p> : <ReplayList past={past} />}
      </Panel>
    </>
  )
}

function DeliveryFacts({ delivery }: { delivery: DeliverySummary }) {
  const { id, outcome, receivedAt, channel, source, account, hotel, endpoint, verified, cause, traceparent } = delivery
  return (
    <Panel name="Summary">
      <Facts
        facts={[
          ['Outcome', <OutcomeBadge key="outcome" outcome={outcome} />],
          ['Cause', cause === null || cause === 'none' ? '–' : capitalized(cause)],
          ['Arrived', <Clock key="arrived" at={fromDatabase(receivedAt)} />],
          ['From', `${nameOf(channel)} · ${nameOf(source)}`],
          ['Account', account === null ? '–' : <a href={`/app/accounts/${account}`}>{account}</a>],
          ['Hotel', hotel ?? '–'],
          ['Sender', verified ? 'Proven' : 'Not proven'],
          ['Endpoint', maskPath(endpoint.split('?', 1)[0] ?? '')],
          ['Id', id],
          ['Trace', traceparent ?? '–']
        ]}
      />
    </Panel>
  )
}

function Problems({ delivery: { problems, omittedProblems, reason } }: { delivery: DeliverySummary }) {
  if (problems.length === 0 && reason === null) return null
  return (
    <Panel name="Problems">
      {reason !== null && <p>{maskText(reason)}</p>}
      <ul>
        {problems.map(({ path, problem }) => (
          <li key={path}>
            <code>{maskPath(path)}</code> {maskText(problem)}
          </li>
        ))}
      </ul>
      {omittedProblems > 0 && <p>{`${count(omittedProblems, 'more problem')}.`}</p>}
    </Panel>
  )
}

function EventList({ events }: { events: readonly EventListRow[] }) {
  return (
    <ul>
      {events.map(({ id, type, time }) => (
        <li key={id}>
          <a href={`/app/events/${id}`}>{eventWords(type)}</a> <Clock at={time} />
        </li>
      ))}
    </ul>
  )
}

function ReplayList({ past }: { past: readonly ReplayRow[] }) {
  return (
    <ul>
      {past.map(({ id, at, requestedBy, added, corrected }) => (
        <li key={id}>
          <Clock at={fromDatabase(at)} /> by {requestedBy}: {count(added, 'new event')}, {corrected} corrected
        </li>
      ))}
    </ul>
  )
}
