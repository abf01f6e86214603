import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { createIsoTime } from '../contract/iso-time.ts'
import { codeOf, isUnavailable } from '../db/errors.ts'
import { standardOutput } from './standard-output.ts'

/**
 * Every field of the log is chosen here, because logs must hold no data of guests: no URL (it may hold a token), no header, and no
 * message of a foreign error (the database and parsers quote their input).
 *
 * `stream`: where the log goes instead of standard output.
 */
export function createLogger(level: string, stream: DestinationStream = standardOutput()): Logger {
  const isoTime = createIsoTime()
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${isoTime(Date.now())}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, req: () => undefined, res: () => undefined },
    hooks: {
      logMethod(this: Logger, given: Parameters<LogFn>, write: LogFn) {
        write.apply(this, withOwnMessage(given))
      }
    }
  }
  return pino(options, stream)
}

/** If an error is logged without a message, pino uses the message of the error, which may hold data of guests. */
function withOwnMessage(given: Parameters<LogFn>): Parameters<LogFn> {
  const [first, message]: unknown[] = given
  if (typeof first !== 'object' || first === null || message !== undefined) return given
  if (first instanceof Error) return [{ err: first }, 'an error']
  return 'err' in first ? [first, 'an error'] : given
}

/** Name, codes, and stack of an error and its causes. An error of the network or the database server needs no stack. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  return {
    type: error.name,
    ...pick(error, 'code'),
    ...pick(error, 'constraint'),
    ...pick(error, 'syscall'),
    ...(isExternal(error) ? {} : { stack: stackOf(error) }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) })
  }
}

/** True for a failure outside this process. ERR_ codes of Node.js are most often defects of the caller. */
function isExternal(error: Error): boolean {
  return isUnavailable(error) && !codeOf(error)?.startsWith('ERR_')
}

/** The stack after the message, because a message can contain lines that look like a stack. */
function stackOf({ stack = '', message }: Error): string[] {
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
