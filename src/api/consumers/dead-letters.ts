import { readDeadLetters } from '../../db/consumers/exceptions.ts'
import { fromDatabase } from '../../db/instant.ts'
import { toListCursor } from '../accounts/list.ts'
import { cursorOf } from './cursor-of.ts'

interface PageRequest {
  after?: string
  limit: number
}

/** A page of the events that a consumer or a destination has given up, in the order of the feed. */
export async function deadLetterPage(
  query: Parameters<typeof readDeadLetters>[0],
  id: number,
  { after, limit }: PageRequest
): Promise<{ deadLetters: object[]; cursor: string }> {
  const from = after === undefined ? 0 : cursorOf('after', after)
  const rows = await readDeadLetters(query, id, { after: from, limit })
  const deadLetters = rows.map(({ at, event, type, subject, attempts, status, problem }) => ({
    ...{ at: fromDatabase(at), event, type, subject, attempts, status, problem }
  }))
  return { deadLetters, cursor: toListCursor(rows.at(-1)?.position ?? from) }
}
