import { hash } from 'node:crypto'
import { countAttempt, forgetFailures, restartWait } from '../db/accounts/login-failures.ts'
import { readOperator } from '../db/accounts/operators.ts'
import type { Database } from '../db/connect.ts'
import type { AuditLog } from './audit-log.ts'
import type { Passwords } from './password.ts'
import type { Usage } from './usage.ts'

interface LoginOptions {
  database: Pick<Database, 'query'>
  passwords: Passwords
  audit: Pick<AuditLog, 'record'>
  usage: Pick<Usage, 'note'>
  limits: { freeFailures: number; longestWaitSeconds: number; failureMemorySeconds: number }
}

export interface Attempt {
  name: string
  password: string
  /** The client, as addresses are counted. */
  address: string
}

/** `waitSeconds`: too many failures of this name and address. */
export type Login = { id: number } | { waitSeconds: number } | 'wrong'

/** Checks names and passwords. Failures of a name and address are counted in the database, so all gateways count together. */
export function createLogins({ database, passwords, audit, usage, limits }: LoginOptions) {
  const { freeFailures: free, longestWaitSeconds: longestWait, failureMemorySeconds: memory } = limits

  return async function login({ name, password, address }: Attempt): Promise<Login> {
    const key = hash('sha256', JSON.stringify([name, address]), 'buffer')
    const waitSeconds = await countAttempt(database.query, key, { free, longestWait, memory })
    if (waitSeconds > 0) return { waitSeconds }
    const operator = await readOperator(database.query, name)
    const isRight = await passwords.verify(password, operator?.password ?? undefined)
    if (operator === undefined) {
      // The name of a stranger may be a password in the wrong field.
      usage.note({ actor: 'gateway', action: 'login.failed', target: 'operator:unknown' }, 1)
      return wrong(key)
    }
    const target = `operator:${operator.name}`
    if (!isRight) {
      await audit.record({ actor: 'gateway', action: 'login.failed', target })
      return wrong(key)
    }
    await forgetFailures(database.query, key, memory)
    await audit.record({ actor: target, action: 'login', target })
    return { id: operator.id }
  }

  async function wrong(key: Buffer): Promise<'wrong'> {
    await restartWait(database.query, key, { free, longestWait })
    return 'wrong'
  }
}

export type Logins = ReturnType<typeof createLogins>
