import type { ReplayChange, Replayed } from '../../../schemas/replay.ts'
import { eventsToWrite } from '../../replay/replay-jobs.ts'
import { harmlessInEvent } from '../mask/harmless.ts'
import { maskPath, maskText } from '../mask/mask-text.ts'
import { Action } from '../view/form.tsx'
import { type Column, ListTable } from '../view/list-table.tsx'
import { Panel } from '../view/parts.tsx'
import { useViewer } from '../view/viewer-context.ts'
import { count, eventWords, OUTCOME_WORDS } from '../view/words.ts'
import { hasRole } from '../viewer.ts'

const KINDS: Readonly<Record<ReplayChange['kind'], string>> = {
  new: 'New',
  corrected: 'Corrected',
  unchanged: 'Unchanged',
  vanished: 'Vanished'
}

interface Difference {
  kind: ReplayChange['kind']
  type: string
  path: string
  now: string
  after: string
}

const COLUMNS: readonly Column<Difference>[] = [
  { head: 'Change', cell: ({ kind }) => KINDS[kind] },
  { head: 'Event', cell: ({ type }) => eventWords(type) },
  { head: 'Field', cell: ({ path }) => maskPath(path) },
  { head: 'Now', cell: ({ now }) => now },
  { head: 'After', cell: ({ after }) => after }
]

/** What a replay would change, and the button that writes it. */
export function ReplayPreview({ id, preview }: { id: string; preview: Replayed }) {
  const events = eventsToWrite(preview)
  const rows = preview.changes.flatMap(differencesOf)
  const canWrite = preview.news && hasRole(useViewer(), 'operator')
  return (
    <Panel name="Preview" id="preview">
      <p>{sentence(preview, events)} Nothing is written yet.</p>
      {preview.after.problems.length > 0 && (
        <ul>
          {preview.after.problems.map(({ path, problem }) => (
            <li key={path}>
              {maskPath(path)} {maskText(problem)}
            </li>
          ))}
        </ul>
      )}
      <ListTable
        caption="Differences"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ type, path, now, after }) => JSON.stringify([type, path, now, after])}
        empty={<p>The events stay as they are.</p>}
      />
      {canWrite && <Action action={`/app/deliveries/${id}/replay`} label={`Write ${count(events, 'event')}`} isMain />}
    </Panel>
  )
}

function sentence({ before, after, news }: Replayed, events: number): string {
  if (!news) return 'The current code reads this delivery as before.'
  const outcome =
    before.outcome === after.outcome
      ? ''
      : ` The outcome changes from ${OUTCOME_WORDS[before.outcome].word} to ${OUTCOME_WORDS[after.outcome].word}.`
  return `A replay writes ${count(events, 'event')}.${outcome}`
}

function differencesOf({ kind, event: { type }, differences }: ReplayChange): Difference[] {
  if (differences.length === 0) {
    if (kind === 'unchanged') return []
    const after = kind === 'new' ? 'at the end of the feed' : 'the event stays'
    return [{ kind, type, path: '', now: '', after }]
  }
  return differences.map(({ path, before, after }) => ({
    kind,
    type,
    path,
    now: shown(path, before),
    after: shown(path, after)
  }))
}

/** A value, if the last name of its path is harmless. */
function shown(path: string, value: unknown): string {
  if (value === undefined) return ''
  const name = path.split('/').at(-1) ?? ''
  const isScalar = typeof value !== 'object' || value === null
  const text = isScalar ? String(value) : ''
  return isScalar && text.length <= 100 && harmlessInEvent().has(name) ? text : '••••••'
}
