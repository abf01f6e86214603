import type { QuarantineKind } from '../../db/dashboard/quarantine.ts'
import type { ReplayJob } from '../../db/dashboard/replay-jobs.ts'
import { addressOf } from '../fields.ts'
import { maskPath, maskText } from '../mask/mask-text.ts'
import type { QuarantineKinds } from '../quarantine-kinds.ts'
import { Clock } from '../view/clock.tsx'
import { Action, Hidden } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { Panel } from '../view/parts.tsx'
import { useViewer } from '../view/viewer-context.ts'
import { capitalized, count, nameOf } from '../view/words.ts'
import { hasRole } from '../viewer.ts'
import type { KindPreview } from './preview-kind.ts'

const PATH = '/app/quarantine'

/** The list as it is: its page, and the position that it was grouped from. */
interface Place {
  before: number | undefined
  from: number | undefined
}

const COLUMNS: readonly Column<QuarantineKind>[] = [
  { head: 'Kind', cell: (row) => <KindText kind={row} /> },
  { head: 'Deliveries', isNumber: true, cell: ({ deliveries }) => deliveries.toLocaleString('en') },
  { head: 'From', wide: true, cell: ({ source }) => nameOf(source) },
  { head: 'First', wide: true, cell: ({ firstAt }) => <Clock at={firstAt} /> },
  { head: 'Latest', cell: ({ lastAt }) => <Clock at={lastAt} /> }
]

export function Kinds({ found: { kinds, grouped, rest }, before, from }: { found: QuarantineKinds } & Place) {
  const fitting = kinds.filter(({ position }) => before === undefined || position < before)
  const rows = fitting.slice(0, PAGE_ROWS)
  const last = rows.at(-1)?.position
  const toPreview: Column<QuarantineKind> = {
    head: 'Preview',
    cell: ({ kind }) => <a href={`${addressOf(PATH, { kind, ...fieldsOf({ before, from }) })}#preview`}>Preview</a>
  }
  return (
    <>
      <ListTable
        caption="Kinds of quarantined deliveries"
        columns={[toPreview, ...COLUMNS]}
        rows={rows}
        keyOf={({ kind }) => kind}
        older={fitting.length > rows.length ? addressOf(PATH, fieldsOf({ before: last, from })) : undefined}
        empty={<p>Everything was read. Nothing is waiting here.</p>}
      />
      {rest !== undefined && (
        <p>
          {`${count(grouped, 'delivery', 'deliveries')} ${grouped === 1 ? 'was' : 'were'} grouped. There are older ones, which are not counted here. A replay of a kind reads them, too. `}
          <a class="button" href={addressOf(PATH, fieldsOf({ before: undefined, from: rest - 1 }))}>
            Look further back
          </a>
        </p>
      )}
    </>
  )
}

function fieldsOf({ before, from }: Place) {
  return { before: before?.toString(), from: from?.toString() }
}

function KindText({ kind: { cause, path, problem } }: { kind: QuarantineKind }) {
  return (
    <>
      {capitalized(cause ?? 'quarantined')}{' '}
      <span class="soft">{`${maskPath(path ?? '')} ${maskText(problem ?? '')}`}</span>
    </>
  )
}

interface KindPreviewProps {
  kind: QuarantineKind
  preview: KindPreview
  /** True: all deliveries of the kind were counted. */
  isWhole: boolean
}

/** What a replay of the kind would write, and the button that writes it. */
export function KindPreviewPanel({ kind, preview: { looked, readable, events }, isWhole }: KindPreviewProps) {
  const isPart = looked < kind.deliveries || !isWhole
  // What was not looked at may become events.
  const canWrite = (readable > 0 || isPart) && hasRole(useViewer(), 'operator')
  const all = `${isWhole ? '' : 'at least '}${kind.deliveries.toLocaleString('en')}`
  return (
    <Panel name="Preview" id="preview">
      <p>
        <KindText kind={kind} />
      </p>
      <p>
        {isPart && `The oldest ${count(looked, 'delivery', 'deliveries')} of ${all} were looked at. `}
        {`${count(looked, 'delivery', 'deliveries')}: ${readable.toLocaleString('en')} would become ${count(events, 'event')}, ${(looked - readable).toLocaleString('en')} still cannot be read. Nothing is written yet.`}
        {isPart && ` The replay reads all ${all}.`}
      </p>
      {canWrite && (
        <>
          <Action action={`${PATH}/replay`} label={`Write ${count(events, 'event')}${isPart ? ' or more' : ''}`} isMain>
            <Hidden name="kind" value={kind.kind} />
          </Action>
          <p class="soft">The events come at the end of the feed. Consumers get them.</p>
        </>
      )}
      <p>
        <a
          class="button"
          href={addressOf('/app/deliveries', { outcome: 'quarantined', reason: kind.cause ?? undefined })}
        >
          Quarantined deliveries with this cause
        </a>
      </p>
    </Panel>
  )
}

/** How far a replay is. While it runs, the page asks again. */
export function JobProgress({ job }: { job: ReplayJob }) {
  const { id, state, looked, written, unread } = job
  // Deliveries that were not counted at the start are read, too.
  const total = Math.max(job.total, looked)
  const address = `${PATH}/jobs/${id}`
  const isDone = state === 'done'
  const polling = isDone ? {} : { 'hx-get': address, 'hx-trigger': 'every 1s', 'hx-swap': 'outerMorph' }
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
            <a href={`${PATH}?job=${id}#replay`}>Show the progress</a>
          </p>
        )}
      </Panel>
    </div>
  )
}
