import pretty from 'pino-pretty'

/** Prints the log as short lines for a terminal. It is synchronous, so that the last lines before an exit are printed. */
export function prettyLog() {
  return pretty({ translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true })
}
