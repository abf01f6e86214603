import { alreadyExists, notFound } from '../contract/errors.ts'
import {
  deleteOperator,
  insertOperator,
  type OperatorRow,
  type Role,
  readOperator,
  readOperatorByEmail,
  readOperators,
  updateOperator
} from '../db/accounts/operators.ts'
import { insertLink } from '../db/accounts/setup-links.ts'
import { fromDatabase, instantOrNull } from '../db/instant.ts'
import { type Caller, change, hotelIdOf, type Management } from './management.ts'
import { newToken, setupUrl } from './setup-links.ts'

export interface OperatorView {
  name: string
  role: Role
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  /** Null: the operator does not log in with OIDC. */
  email: string | null
  createdAt: string
  createdBy: string
  lastLogin: string | null
}

export interface NewOperator {
  name: string
  role: Role
  hotels?: readonly string[] | null | undefined
  email?: string | null | undefined
}

export interface Operators {
  list(page: { after: number; limit: number }): Promise<{ operators: OperatorView[]; last: number }>
  /** `url`: the setup link, shown only now. */
  create(caller: Caller, operator: NewOperator): Promise<OperatorView & { url: string; endsAt: string }>
  /** Ends the operator's sessions. */
  update(caller: Caller, name: string, given: Partial<Omit<NewOperator, 'name'>>): Promise<OperatorView>
  /** Ends the operator's sessions and setup link. */
  remove(caller: Caller, name: string): Promise<void>
}

export function createOperators(
  management: Management,
  { linkSeconds, dashboardUrl }: { linkSeconds: number; dashboardUrl: () => string }
): Operators {
  const { database } = management

  return {
    async list({ after, limit }) {
      const rows = await readOperators(database.query, { after, limit })
      return { operators: rows.map(view), last: rows.at(-1)?.id ?? after }
    },

    async create(caller, { name, role, hotels = null, email: given = null }) {
      const email = given?.toLowerCase() ?? null
      const { token, hash } = newToken()
      const endsAt = new Date(Date.now() + linkSeconds * 1_000).toISOString()
      return change(management, caller, async (transaction, _version, log) => {
        if (await readOperator(transaction, name)) throw alreadyExists('/name', 'is the name of another operator')
        if (email !== null) await checkFree(transaction, email, name)
        const ids = await hotelIds(transaction, caller, hotels)
        const added = { name, role, hotels: ids, email, createdBy: caller.actor }
        const operatorId = await insertOperator(transaction, added)
        await insertLink(transaction, { hash, operatorId, endsAt })
        log({ action: 'operator.added', target: `operator:${name}`, detail: { role, hotels } })
        return { ...view(await find(transaction, name)), url: setupUrl(dashboardUrl(), token), endsAt }
      })
    },

    async update(caller, name, { role, hotels, email: given }) {
      return change(management, caller, async (transaction, _version, log) => {
        const found = await find(transaction, name)
        const ids = hotels === undefined ? found.hotelIds : await hotelIds(transaction, caller, hotels)
        const email = given === undefined ? found.email : (given?.toLowerCase() ?? null)
        if (email !== null) await checkFree(transaction, email, name)
        await updateOperator(transaction, { id: found.id, role: role ?? found.role, hotels: ids, email })
        const isOther = email !== found.email
        const detail = { role, hotels, ...(isOther && { fields: ['email'] }) }
        log({ action: 'operator.changed', target: `operator:${name}`, detail })
        return view(await find(transaction, name))
      })
    },

    async remove(caller, name) {
      await change(management, caller, async (transaction, _version, log) => {
        const { id } = await find(transaction, name)
        await deleteOperator(transaction, id)
        log({ action: 'operator.removed', target: `operator:${name}` })
      })
    }
  }
}

async function hotelIds(
  transaction: Parameters<typeof hotelIdOf>[0],
  caller: Caller,
  slugs: readonly string[] | null
): Promise<number[] | null> {
  if (slugs === null) return null
  const ids: number[] = []
  for (const [at, slug] of slugs.entries()) {
    const id = await hotelIdOf(transaction, caller, slug, `/hotels/${at}`)
    if (id !== null) ids.push(id)
  }
  return ids
}

/** A mail address leads to one operator. */
async function checkFree(...[transaction, email, name]: [...Parameters<typeof readOperatorByEmail>, string]) {
  const owner = await readOperatorByEmail(transaction, email)
  if (owner !== undefined && owner.name !== name) throw alreadyExists('/email', 'is the address of another operator')
}

async function find(...parameters: Parameters<typeof readOperator>): Promise<OperatorRow> {
  const row = await readOperator(...parameters)
  if (row === undefined) throw notFound('operator')
  return row
}

function view({ name, role, hotels, email, createdAt, createdBy, lastLogin }: OperatorRow): OperatorView {
  return {
    ...{ name, role, hotels, email, createdBy },
    createdAt: fromDatabase(createdAt),
    lastLogin: instantOrNull(lastLogin)
  }
}
