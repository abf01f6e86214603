import type { Fact } from '../../schemas/reading.ts'
import { idText, type Values } from './values.ts'

/** Kinds of messages that change an earlier one. They can have the id of that message. */
const CHANGES: ReadonlySet<string> = new Set(['edit', 'revoke'])

/** The keys of a message. `copy`: the name of the copies that it is one of, which count separately. */
export function keysOf(message: Values, copy: string, id: string, type: string): Pick<Fact, 'key' | 'formerKey'> {
  const key = [copy, id]
  if (!CHANGES.has(type)) return { key }
  const own = [...key, type, idText(message['timestamp']) ?? '']
  // In earlier versions, only the edits of guests had more than the id in their key.
  const hadOnlyId = type === 'revoke' || copy !== 'message'
  return hadOnlyId && originalOf(message, type) !== id ? { key: own, formerKey: key } : { key: own }
}

function originalOf(message: Values, type: string): string | undefined {
  return idText(Object(message[type]).original_message_id)
}
