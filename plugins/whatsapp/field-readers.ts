import { readCalls } from './calls.ts'
import { readConversationContext } from './conversation-context.ts'
import { readConversions } from './conversions.ts'
import { type Reads, readEach } from './each.ts'
import { readEchoes } from './echoes.ts'
import { readError } from './errors.ts'
import { readHistory } from './history.ts'
import { readMessage } from './message.ts'
import { type Account, scopeOf } from './scope.ts'
import { readStandby } from './standby.ts'
import { readStatus } from './status.ts'
import { readUserAction } from './user-actions.ts'
import type { Values } from './values.ts'

/** What the value of every field can have beside the lists. */
export const AROUND = ['messaging_product', 'metadata', 'contacts']

interface FieldReader {
  read(value: Values, path: string, account: Account): Reads
  /** What `read` reads in the value. */
  names: readonly string[]
  /** `names` and `AROUND`. */
  known: ReadonlySet<string>
}

/** Fields that take more than a line in the table of `fields.ts`. */
export const READERS: ReadonlyMap<string, FieldReader> = new Map([
  ['messages', reader(readMessages, ['messages', 'statuses', 'errors', 'user_actions', 'conversation_context'])],
  ['message_echoes', reader(readEchoes, ['message_echoes', 'messages'])],
  ['smb_message_echoes', reader(readEchoes, ['message_echoes', 'messages'])],
  ['history', reader(readHistory, ['history', 'messages', 'message_echoes', 'errors'])],
  ['standby', reader(readStandby, ['standby', 'messages', 'message_echoes', 'statuses'])],
  ['calls', reader(readCalls, ['calls', 'statuses', 'errors'])],
  ['automatic_events', reader(readConversions, ['automatic_events'])]
])

function reader(read: FieldReader['read'], names: readonly string[]): FieldReader {
  return { read, names, known: new Set([...AROUND, ...names]) }
}

function readMessages(value: Values, path: string, account: Account): Reads {
  const scope = scopeOf(account, value)
  return [
    readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope)),
    readEach(value, 'statuses', path, (item, at) => readStatus(item, at, scope)),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'messages', scope)),
    readEach(value, 'user_actions', path, (item, at) => readUserAction(item, at, value, account)),
    readConversationContext(value, path, account)
  ]
}
