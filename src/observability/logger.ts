import { type LogFn, type Logger, pino } from 'pino'

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
    serializers: { err: describeError, req: () => undefined, res: () => undefined },
    hooks: {
      logMethod(given, write) {
        write.apply(this, inOwnWords(given))
      }
    }
  })
}

/** Where an error is logged without a message, pino takes the error's own, and that is exactly what must not be told. */
function inOwnWords(given: Parameters<LogFn>): Parameters<LogFn> {
  const [first, message]: unknown[] = given
  if (typeof first !== 'object' || first === null || message !== undefined) return given
  if (first instanceof Error) return [{ err: first }, 'an error']
  return 'err' in first ? [first, 'an error'] : given
}

/** Name, codes and the places in the code, of the error and of what caused it. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  return {
    type: error.name,
    ...pick(error, 'code'),
    ...pick(error, 'constraint'),
    ...pick(error, 'syscall'),
    stack: placesOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) })
  }
}

/** What follows the message: a guest can write a line that looks like a place in the code. */
function placesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message)
  if (at === -1) return []
  const lines = stack.slice(at + message.length).split('\n')
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
}

function pick(error: Error, name: 'code' | 'constraint' | 'syscall'): object {
  const value: unknown = name in error ? error[name as keyof Error] : undefined
  return typeof value === 'string' ? { [name]: value } : {}
}
