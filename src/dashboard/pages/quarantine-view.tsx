import type { QuarantineKind } from '../../db/dashboard/quarantine.ts'
import type { ReplayJob } from '../../db/dashboard/replay-jobs.ts'
import { maskPath, maskText } from '../mask/mask-text.ts'
import { Clock } from '../view/clock.tsx'
import { Action, Hidden } from '../view/form.tsx'
import { type Column, ListTable } from '../view/list-table.tsx'
import { Panel } from '../view/parts.tsx'
import { useViewer } from '../view/viewer-context.ts'
import { capitalized, count, nameOf } from '../view/words.ts'
import { hasRole } from '../viewer.ts'
import type { KindPreview } from './preview-kind.ts'

const COLUMNS: readonly Column<QuarantineKind>[] = [
  {
    head: 'Preview',
    cell: ({ kind }) => <a href={`/app/quarantine?kind=${kind}#preview`}>Preview</a>
  },
  { head: 'Kind', cell: (row) => <KindText kind={row} /> },
  { head: 'Deliveries', isNumber: true, cell: ({ deliveries }) => deliveries.toLocaleString('en') },
  { head: 'From', wide: true, cell: ({ source }) => nameOf(source) },
  { head: 'First', wide: true, cell: ({ firstAt }) => <Clock at={firstAt} /> },
  { head: 'Latest', cell: ({ lastAt }) => <Clock at={lastAt} /> }
]

export function Kinds({ kinds }: { kinds: readonly QuarantineKind[] }) {
  return (
    <ListTable
      caption="Kinds of quarantined deliveries"
      columns={COLUMNS}
      rows={kinds}
      keyOf={({ kind }) => kind}
      empty={<p>Everything was read. Nothing is waiting here.</p>}
    />
  )
}

function KindText({ kind: { cause, path, problem } }: { kind: QuarantineKind }) {
  return (
    <>
      {capitalized(cause ?? 'quarantined')}{' '}
      <span class="soft">{`${maskPath(path ?? '')} ${maskText(problem ?? '')}`}</span>
    </>
  )
}

/** What a replay of the kind would write, and the button that writes it. */
export function KindPreviewPanel({ kind, preview }: { kind: QuarantineKind; preview: KindPreview }) {
  const { total, looked, readable, events } = preview
  const canWrite = readable > 0 && hasRole(useViewer(), 'operator')
  return (
    <Panel name="Preview" id="preview">
      <p>
        <KindText kind={kind} />
      </p>
      <p>
        {looked < total &&
          `The oldest ${count(looked, 'delivery', 'deliveries')} of ${total.toLocaleString('en')} were looked at. `}
        {`${count(looked, 'delivery', 'deliveries')}: ${readable.toLocaleString('en')} would become ${count(events, 'event')}, ${(looked - readable).toLocaleString('en')} still cannot be read. Nothing is written yet.`}
      </p>
      {canWrite && (
        <>
          <Action action="/app/quarantine/replay" label={`Write ${count(events, 'event')}`} isMain>
            <Hidden name="kind" value={kind.kind} />
          </Action>
          <p class="soft">The events come at the end of the feed. Consumers get them.</p>
        </>
      )}
    </Panel>
  )
}

/** How far a replay is. While it runs, the page asks again. */
export function JobProgress({ job }: { job: ReplayJob }) {
  const { id, state, looked, total, written, unread } = job
  const address = `/app/quarantine/jobs/${id}`
  const isDone = state === 'done'
  const polling = isDone ? {} : { 'hx-get': address, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
  return (
    <div {...polling}>
      <Panel name="Replay" id="replay">
        <p role="status">
          {isDone
            ? `Done: ${count(written, 'event')} written, ${count(unread, 'delivery', 'deliveries')} still cannot be read.`
            : `Read ${looked.toLocaleString('en')} of ${count(total, 'delivery', 'deliveries')}, ${count(written, 'event')} written. The replay goes on when you leave this page.`}
        </p>
        {!isDone && (
          <p>
            <a href={`/app/quarantine?job=${id}#replay`}>Show the progress</a>
          </p>
        )}
      </Panel>
    </div>
  )
}
