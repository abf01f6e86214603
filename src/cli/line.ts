/** One line for a terminal, in columns. What strangers wrote gets no control over the terminal. */
export function line(time: string, ...columns: readonly string[]): string {
  const clock = new Date(time).toTimeString().slice(0, 8)
  const widths = [WIDEST_CHANNEL, WIDEST_TYPE]
  return [clock, ...columns.map((column, at) => column.replace(/\p{Cc}/gu, '\ufffd').padEnd(widths[at] ?? 0))]
    .join('  ')
    .trimEnd()
}

const WIDEST_CHANNEL = 'whatsapp'.length
const WIDEST_TYPE = 'message.status_changed'.length
