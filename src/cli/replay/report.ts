import type { Replayed } from '../../../schemas/replay.ts'
import type { Output } from '../output.ts'
import { printable } from '../printable.ts'

const COLOURS = { new: 'green', corrected: 'yellow', vanished: 'red', unchanged: 'dim' } as const
const KINDS = ['new', 'corrected', 'unchanged', 'vanished'] as const
/** More differences of one event are only counted. */
const MOST_PATHS = 6

/** What replays have come to. */
export interface Counts {
  all: number
  /** Deliveries with something to write. */
  news: number
  written: number
  failed: number
  events: Record<Replayed['changes'][number]['kind'], number>
}

export interface Tally extends Counts {
  add(result: Replayed): void
}

export function sum(): Tally {
  return {
    all: 0,
    news: 0,
    written: 0,
    failed: 0,
    events: { new: 0, corrected: 0, unchanged: 0, vanished: 0 },
    add({ news, written, error, changes, omittedChanges }) {
      this.all++
      if (news) this.news++
      if (written) this.written++
      if (error) this.failed++
      for (const { kind } of changes) this.events[kind]++
      for (const kind of KINDS) this.events[kind] += omittedChanges?.[kind] ?? 0
    }
  }
}

/** The rest is as it was. */
export function isWorthALine({ news, error, changes, omittedChanges }: Replayed): boolean {
  if (news || error !== undefined || (omittedChanges?.vanished ?? 0) > 0) return true
  return changes.some(({ kind }) => kind === 'vanished')
}

/** A delivery, and below it each event that is different. Paths, and no values of guests. */
export function tellReplayed(result: Replayed, out: Output): void {
  const { delivery, before, after, changes, omittedChanges, error } = result
  const became = before.outcome === after.outcome ? before.outcome : `${before.outcome} -> ${after.outcome}`
  const reason = error?.message ?? (after.outcome === 'accepted' ? null : after.reason)
  const lines = [out.paint('bold', [delivery, became, printable(reason ?? '')].filter(Boolean).join('  '))]
  for (const { kind, event, corrects, differences, omittedDifferences = 0 } of changes) {
    if (kind === 'unchanged') continue
    const paths = differences.map(({ path }) => path)
    const others = Math.max(0, paths.length - MOST_PATHS) + omittedDifferences
    const more = others > 0 ? [`and ${others} more`] : []
    const told = [event.type, event.subject, ...(corrects ? [`corrects ${corrects}`] : [])].join('  ')
    const where = [...paths.slice(0, MOST_PATHS), ...more].join(', ')
    const text = printable(where ? `${told}: ${where}` : told)
    lines.push(`  ${out.paint(COLOURS[kind], kind.padEnd('corrected'.length))}  ${text}`)
  }
  const { unchanged: _unchanged, ...omitted } = { ...omittedChanges }
  const others = Object.entries(omitted).flatMap(([kind, count]) => (count > 0 ? [`${count} ${kind}`] : []))
  if (others.length > 0) lines.push(`  and more: ${others.join(', ')}`)
  out.tell(result, lines.join('\n'))
}

export function wouldBe({ all, news, events, failed }: Counts): string {
  const become = `${number(events.new, 'new event')}, ${number(events.corrected, 'correction')}`
  const found = news === 0 ? 'nothing to write' : `${news} with something to write: ${become}`
  const stay =
    events.vanished > 0 ? ` ${number(events.vanished, 'event')} would not be there today, and will stay.` : ''
  return `${number(all, 'delivery')} read again, ${found}.${stay}${unreadable(failed)}`
}

export function summary({ all, written, failed }: Counts): string {
  return `Done: ${written} of ${number(all, 'delivery')} written.${unreadable(failed)}`
}

function unreadable(count: number): string {
  return count === 0 ? '' : ` ${count} could not be read again.`
}

function number(count: number, word: string): string {
  if (count === 1) return `1 ${word}`
  return `${count} ${word.replace(/y$/, 'ie')}s`
}
