import type { Replayed } from '../../../schemas/replay.ts'
import type { Output } from '../output.ts'
import { printable } from '../printable.ts'

const COLORS = { new: 'green', corrected: 'yellow', vanished: 'red', unchanged: 'dim' } as const
const KINDS = ['new', 'corrected', 'unchanged', 'vanished'] as const
/** Further paths of one event are only counted. */
const MOST_PATHS = 6

/** Totals of a replay. */
export interface Counts {
  /** Deliveries that were read. */
  read: number
  /** Deliveries of which something is to be written. */
  changed: number
  written: number
  failed: number
  events: Record<Replayed['changes'][number]['kind'], number>
}

export interface Tally extends Counts {
  add(result: Replayed): void
}

export function createTally(): Tally {
  return {
    read: 0,
    changed: 0,
    written: 0,
    failed: 0,
    events: { new: 0, corrected: 0, unchanged: 0, vanished: 0 },
    add({ news, written, error, changes, omittedChanges }) {
      this.read++
      if (news) this.changed++
      if (written) this.written++
      if (error) this.failed++
      for (const { kind } of changes) this.events[kind]++
      for (const kind of KINDS) this.events[kind] += omittedChanges?.[kind] ?? 0
    }
  }
}

/** True if the result differs from what is stored, or the delivery could not be read. */
export function isReported({ news, error, changes, omittedChanges }: Replayed): boolean {
  if (news || error !== undefined || (omittedChanges?.vanished ?? 0) > 0) return true
  return changes.some(({ kind }) => kind === 'vanished')
}

/** Prints a delivery, and below it each event that differs: paths only, no values of guests. */
export function printReplayed(result: Replayed, out: Output): void {
  const { delivery, before, after, changes, omittedChanges, error } = result
  const outcome = before.outcome === after.outcome ? before.outcome : `${before.outcome} -> ${after.outcome}`
  const reason = error?.message ?? (after.outcome === 'accepted' ? null : after.reason)
  const lines = [out.paint('bold', `${delivery}  ${outcome}`)]
  if (reason) lines.push(out.wrap(printable(reason), '  '))
  for (const { kind, event, corrects, differences, omittedDifferences = 0 } of changes) {
    if (kind === 'unchanged') continue
    const paths = differences.map(({ path }) => path)
    const others = Math.max(0, paths.length - MOST_PATHS) + omittedDifferences
    const shown = [...paths.slice(0, MOST_PATHS), ...(others > 0 ? [`and ${others} more`] : [])].join(', ')
    lines.push(
      `  ${out.paint(COLORS[kind], kind.padEnd('corrected'.length))}  ${printable(`${event.type}  ${event.subject}`)}`
    )
    if (corrects) lines.push(`             corrects ${corrects}`)
    if (shown !== '') lines.push(out.wrap(printable(shown), '             '))
  }
  const { unchanged: _unchanged, ...omitted } = { ...omittedChanges }
  const others = Object.entries(omitted).flatMap(([kind, count]) => (count > 0 ? [`${count} ${kind}`] : []))
  if (others.length > 0) lines.push(`  and more: ${others.join(', ')}`)
  out.result(result, lines.join('\n'))
}

export function planSummary({ read, changed, events, failed }: Counts): string {
  const result = `${numberOf(events.new, 'new event')}, ${numberOf(events.corrected, 'correction')}`
  const found = changed === 0 ? 'nothing to write' : `${changed} with changes: ${result}`
  const vanished =
    events.vanished > 0 ? ` ${numberOf(events.vanished, 'event')} would not be created today, and will stay.` : ''
  return `${numberOf(read, 'delivery')} read, ${found}.${vanished}${failures(failed)}`
}

export function writtenSummary({ read, written, failed }: Counts): string {
  return `Done: ${written} of ${numberOf(read, 'delivery')} written.${failures(failed)}`
}

function failures(count: number): string {
  return count === 0 ? '' : ` ${count} could not be read again.`
}

function numberOf(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun.replace(/y$/, 'ie')}s`
}
