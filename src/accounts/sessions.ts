import { deleteSession, insertSession, readSession, type SessionRow, touchSession } from '../db/accounts/sessions.ts'
import type { Database } from '../db/connect.ts'
import { newToken, tokenHash } from './setup-links.ts'

export interface Sessions {
  /** Returns the token of the cookie. */
  begin(operatorId: number): Promise<string>
  find(token: string): Promise<SessionRow | undefined>
  /** Returns the name of the operator. Undefined: there was no such session. */
  end(token: string): Promise<string | undefined>
}

interface SessionOptions {
  database: Pick<Database, 'query'>
  /** Seconds without a request after which a session ends, and seconds after which it ends in any case. */
  limits: { idleSeconds: number; sessionSeconds: number }
}

/** How often the last use of a session is written. */
const TOUCH_MS = 60_000

/** Sessions of operators. They are in the database, so they count on all gateways, and end on all of them. */
export function createSessions({ database, limits }: SessionOptions): Sessions {
  return {
    async begin(operatorId) {
      const { token, hash } = newToken()
      await insertSession(database.query, { hash, operatorId, seconds: limits.sessionSeconds })
      return token
    },

    async find(token) {
      const hash = tokenHash(token)
      const found = await readSession(database.query, hash, limits.idleSeconds)
      if (found && Date.now() - Date.parse(found.seenAt) > TOUCH_MS) await touchSession(database.query, hash)
      return found
    },

    end: (token) => deleteSession(database.query, tokenHash(token))
  }
}
