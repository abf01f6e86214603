import type { DestinationView } from '../../destinations/destination-view.ts'
import { DestinationState } from './destination-state.tsx'
import { lagWords, summaryOf } from './destination-words.ts'
import { filterWords, ladderWords, orderingWords } from './filter-words.ts'
import { Action, Choice, type Option } from './form.tsx'
import { Facts, Panel } from './parts.tsx'
import { count } from './words.ts'

export const SKIPPING = 'The events that wait are given up for good. Later events are sent.'
export const REMOVING = 'Nothing is sent any more. Its secrets, attempts, and dead letters are removed.'

const GRACE: readonly Option[] = [
  ['86400', '24 hours'],
  ['604800', '7 days'],
  ['0', 'no time: it stops at once']
]

interface May {
  operate: boolean
  manage: boolean
}

/** How a destination is, and what can be done about it. */
export function DestinationStatus({ view, path, may }: { view: DestinationView; path: string; may: May }) {
  const { state, breaker, lag, parked, deadLetters } = view
  const isHeld = state === 'paused' || breaker !== 'closed'
  return (
    <>
      <p>
        <DestinationState view={view} />
      </p>
      <p>{summaryOf(view)}</p>
      <Facts
        facts={[
          ['Behind', lagWords(lag)],
          ['Parked', count(parked, 'event')],
          ['Dead letters', count(deadLetters, 'event')]
        ]}
      />
      {may.operate && (
        <div class="actions">
          <Action action={`${path}/test`} label="Send a test" isMain />
          {state === 'active' && <Action action={`${path}/pause`} label="Pause" />}
          {isHeld && <Action action={`${path}/resume`} label="Resume" />}
          {may.manage && (isHeld || lag.events > 0) && (
            <Action action={`${path}/resume-from-now`} label="Resume from now" confirm={SKIPPING} />
          )}
        </div>
      )}
    </>
  )
}

/** The settings, without secrets. Only admins see the query of the URL, which may have a token. */
export function DestinationSettings({ view, path, may }: { view: DestinationView; path: string; may: May }) {
  const { url, filter, ordering, ladder, deadLetter, shards, timeout, concurrency, rate, batch, headers } = view
  const sent = batch === null ? 'one event a request' : `up to ${count(batch.events, 'event')} a request`
  const names = Object.keys(headers)
  return (
    <Panel name="Settings">
      <Facts
        facts={[
          ['URL', may.manage ? url : withoutQuery(url)],
          ['Gets', filterWords(filter)],
          ['Order', orderingWords(ordering)],
          ['Tries again', ladderWords(ladder, deadLetter)],
          ['Requests', `${sent}, ${concurrency} at a time, ${timeout} s for an answer`],
          ['Rate', rate === null ? 'no limit' : `${count(rate, 'event')} a second`],
          ['Shards', shards],
          ['Headers', names.length === 0 ? 'none' : names.join(', ')],
          ['Authorization', view.authorization?.type ?? 'none'],
          ['Client certificate', view.tls === null ? 'none' : 'set'],
          ['Public key', view.publicKey ?? 'none'],
          ['Attempts kept', view.attempts === 'all' ? 'all' : 'those that failed']
        ]}
      />
      {may.manage && (
        <>
          <p class="soft">
            Change them with <code>bellhook destinations set {view.name} --file FILE</code>, or with the API.
          </p>
          <Action action={`${path}/rotate`} label="Rotate secret">
            <Choice label="The old secret is good for" name="graceSeconds" value="86400" options={GRACE} />
          </Action>
          <Action action={`${path}/delete`} label="Delete" confirm={REMOVING} />
        </>
      )}
    </Panel>
  )
}

function withoutQuery(url: string): string {
  const at = url.indexOf('?')
  return at === -1 ? url : `${url.slice(0, at)}?…`
}
