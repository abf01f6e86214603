import { alreadyExists, errors, notFound } from '../contract/errors.ts'
import {
  type ApiKeyView as ApiKeyRow,
  endApiKey,
  insertApiKey,
  readApiKey,
  readApiKeys,
  rotateApiKey
} from '../db/accounts/api-keys.ts'
import { fromDatabase } from '../db/instant.ts'
import { hashOf, newApiKey } from './api-key.ts'
import { type Caller, change, hotelIdOf, invalidField, type Management } from './management.ts'
import { isScope, SCOPES } from './scopes.ts'

export interface NewApiKey {
  name: string
  scopes: readonly string[]
  hotels?: readonly string[] | null | undefined
  /** RFC 3339. Undefined: in a year. Null: never. */
  endsAt?: string | null | undefined
}

export interface ApiKeyView {
  name: string
  hint: string
  scopes: readonly string[]
  hotels: readonly string[] | null
  endsAt: string | null
  usedAt: string | null
  createdAt: string
  createdBy: string
  endedAt: string | null
}

export interface ApiKeys {
  list(page: { after: number; limit: number }): Promise<{ keys: ApiKeyView[]; last: number }>
  /** `key` is shown only now. */
  create(caller: Caller, key: NewApiKey): Promise<ApiKeyView & { key: string }>
  rotate(caller: Caller, name: string, overlapSeconds: number): Promise<ApiKeyView & { key: string; oldUntil: string }>
  revoke(caller: Caller, name: string): Promise<void>
}

const DAY_MS = 86_400_000
const YEAR_DAYS = 365

export function createApiKeys(management: Management): ApiKeys {
  const { database, development } = management

  return {
    async list({ after, limit }) {
      const rows = await readApiKeys(database.query, { after, limit })
      return { keys: rows.map(view), last: rows.at(-1)?.id ?? after }
    },

    async create(caller, { name, scopes, hotels = null, endsAt = inAYear() }) {
      for (const [at, scope] of scopes.entries()) {
        if (!isScope(scope)) throw invalidField(`/scopes/${at}`, `must be one of ${SCOPES.join(', ')}`)
      }
      if (endsAt !== null && Date.parse(endsAt) <= Date.now()) throw invalidField('/endsAt', 'must lie in the future')
      const key = newApiKey(development)
      return change(management, caller, async (transaction, version, log) => {
        if (await readApiKey(transaction, name)) throw alreadyExists('/name', 'is the name of another key')
        const ids: number[] = []
        for (const [at, slug] of (hotels ?? []).entries()) {
          const id = await hotelIdOf(transaction, caller, slug, `/hotels/${at}`)
          if (id !== null) ids.push(id)
        }
        const stored = { name, scopes, hotels: hotels && ids, endsAt, createdBy: caller.actor }
        await insertApiKey(transaction, { ...stored, hash: hashOf(key), hint: key.slice(-4) }, version)
        log({ action: 'key.created', target: `key:${name}`, detail: { scopes, hotels, endsAt } })
        return { ...(await found(transaction, name)), key }
      })
    },

    rotate(caller, name, overlapSeconds) {
      const key = newApiKey(development)
      const oldUntil = new Date(Date.now() + overlapSeconds * 1_000).toISOString()
      return change(management, caller, async (transaction, version, log) => {
        const before = await readApiKey(transaction, name)
        if (before === undefined || before.endedAt !== null) throw notFound('key')
        const running = before.oldUntil === null ? undefined : fromDatabase(before.oldUntil)
        if (running !== undefined && Date.parse(running) > Date.now()) throw new errors.ROTATION_RUNNING(running)
        await rotateApiKey(transaction, { id: before.id, hash: hashOf(key), hint: key.slice(-4), oldUntil }, version)
        log({ action: 'key.rotated', target: `key:${name}`, detail: { overlapSeconds } })
        return { ...(await found(transaction, name)), key, oldUntil }
      })
    },

    async revoke(caller, name) {
      await change(management, caller, async (transaction, version, log) => {
        const before = await readApiKey(transaction, name)
        if (before === undefined || before.endedAt !== null) throw notFound('key')
        await endApiKey(transaction, before.id, version)
        log({ action: 'key.revoked', target: `key:${name}` })
      })
    }
  }
}

async function found(...parameters: Parameters<typeof readApiKey>): Promise<ApiKeyView> {
  const row = await readApiKey(...parameters)
  if (row === undefined) throw notFound('key')
  return view(row)
}

function view({ name, hint, scopes, hotels, createdBy, ...row }: ApiKeyRow): ApiKeyView {
  const [endsAt, usedAt, endedAt] = [row.endsAt, row.usedAt, row.endedAt].map((time) =>
    time ? fromDatabase(time) : null
  )
  const createdAt = fromDatabase(row.createdAt)
  return {
    name,
    hint,
    scopes,
    hotels,
    endsAt: endsAt ?? null,
    usedAt: usedAt ?? null,
    createdAt,
    createdBy,
    endedAt: endedAt ?? null
  }
}

function inAYear(): string {
  return new Date(Date.now() + YEAR_DAYS * DAY_MS).toISOString()
}
