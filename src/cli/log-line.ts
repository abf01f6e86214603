import { printable } from './printable.ts'

/** One line of a running log: local time, then columns of these widths. Control characters cannot reach the terminal. */
export function logLine(time: string, widths: readonly number[], ...columns: readonly string[]): string {
  const clock = new Date(time).toTimeString().slice(0, 8)
  return [clock, ...columns.map((column, at) => printable(column).padEnd(widths[at] ?? 0))].join('  ').trimEnd()
}

/** Widths of an event's channel and type. */
export const EVENT_WIDTHS = ['whatsapp'.length, 'message.status_changed'.length]
