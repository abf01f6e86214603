import type { Query } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { type ArrayWriter, arrayWriter } from './binary-array.ts'
import { prepareStatements } from './statements.ts'

type Tools = Omit<ReturnType<typeof prepareStatements>, 'insertBatch'> & { insertBatch: Query; arrays: ArrayWriter }
const tools = new WeakMap<NodePgDatabase, Tools>()

/** Each connection prepares each statement once: planning and building the text cost as much as the insert itself. */
export function toolsOf(session: NodePgDatabase): Tools {
  const existing = tools.get(session)
  if (existing) return existing
  const added = { ...prepareStatements(session), arrays: arrayWriter() }
  tools.set(session, added)
  return added
}
