import { printable } from './printable.ts'

/** One line for a terminal, in columns. What strangers wrote gets no control over the terminal. */
export function line(time: string, ...columns: readonly string[]): string {
  const clock = new Date(time).toTimeString().slice(0, 8)
  return [clock, ...columns.map((column, at) => printable(column).padEnd(WIDTHS[at] ?? 0))].join('  ').trimEnd()
}

const WIDTHS = ['whatsapp'.length, 'message.status_changed'.length]
