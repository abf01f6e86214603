import { readDeadLetters } from '../../db/consumers/exceptions.ts'
import { fromDatabase } from '../../db/instant.ts'
import { fromListCursor, toListCursor } from '../accounts/list.ts'

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
  const from = fromListCursor(after)
  const rows = await readDeadLetters(query, id, { after: from, limit })
  const deadLetters = rows.map(({ at, event, type, subject, attempts, status, problem }) => ({
    ...{ at: fromDatabase(at), event, type, subject, attempts, status, problem }
  }))
  return { deadLetters, cursor: toListCursor(rows.at(-1)?.position ?? from) }
}
