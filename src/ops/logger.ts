import { type Logger, pino } from 'pino'

/**
 * Guests are people: what is logged is chosen here, not filtered out later. No URL (it may hold a token), no header, no
 * message of a foreign error (the database's and the parser's quote what they were given).
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError, req: () => undefined, res: () => undefined }
  })
}

/** Name, codes and the places in the code, of the error and of what caused it. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  return {
    type: error.name,
    ...pick(error, 'code'),
    ...pick(error, 'constraint'),
    ...pick(error, 'syscall'),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) })
  }
}

function pick(error: Error, name: 'code' | 'constraint' | 'syscall'): object {
  const value: unknown = name in error ? error[name as keyof Error] : undefined
  return typeof value === 'string' ? { [name]: value } : {}
}
