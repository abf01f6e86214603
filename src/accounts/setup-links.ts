import { hash, randomBytes } from 'node:crypto'
import { alreadyExists, errors } from '../contract/errors.ts'
import { hasOperators, insertOperator, readOperator, setPassword } from '../db/accounts/operators.ts'
import { deleteUsedLinks, insertLink, readLink } from '../db/accounts/setup-links.ts'
import { change, invalidField, type Management } from './management.ts'
import type { Passwords } from './password.ts'

const TOKEN_BYTES = 32
const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 1_024
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** A random token. Only its hash is stored. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  return { token, hash: tokenHash(token) }
}

export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

export function setupUrl(dashboardUrl: string, token: string): string {
  return `${dashboardUrl}/setup/${token}`
}

interface SetupForm {
  name: string | undefined
  password: string | undefined
}

export interface SetupLinks {
  /** A new link for the first admin. Undefined: there is an operator. */
  first(): Promise<string | undefined>
  /** `needsName`: it is a link of a start. Undefined: the link is unknown, used, or too old. */
  find(token: string): Promise<{ needsName: boolean } | undefined>
  /** Sets the password, and ends the link. Throws LINK_ENDED, or what is wrong with a field. */
  use(token: string, form: SetupForm): Promise<{ id: number; name: string }>
}

interface SetupOptions {
  passwords: Passwords
  /** Seconds for which the link of a start can be used. */
  firstLinkSeconds: number
}

export function createSetupLinks(management: Management, { passwords, firstLinkSeconds }: SetupOptions): SetupLinks {
  const { database } = management

  return {
    async first() {
      if (await hasOperators(database.query)) return undefined
      const { token, hash } = newToken()
      const endsAt = new Date(Date.now() + firstLinkSeconds * 1_000).toISOString()
      await insertLink(database.query, { hash, operatorId: null, endsAt })
      return token
    },

    async find(token) {
      const link = await readLink(database.query, tokenHash(token))
      return link && { needsName: link.operatorId === null }
    },

    async use(token, form) {
      const hash = tokenHash(token)
      const link = await readLink(database.query, hash)
      if (link === undefined) throw new errors.LINK_ENDED()
      const name = link.name ?? checkedName(form.name)
      const password = await passwords.hash(checkedPassword(form.password, name))
      return change(management, { actor: `operator:${name}` }, async (transaction, _version, log) => {
        // Two requests with one link: the second one finds it used.
        if ((await readLink(transaction, hash)) === undefined) throw new errors.LINK_ENDED()
        const id = link.operatorId ?? (await addFirst(transaction, name))
        if (link.operatorId === null) {
          log({ action: 'operator.added', target: `operator:${name}`, detail: { role: 'admin', hotels: null } })
        }
        await setPassword(transaction, id, password)
        await deleteUsedLinks(transaction, hash)
        log({ action: 'login', target: `operator:${name}`, detail: { by: 'setup' } })
        return { id, name }
      })
    }
  }
}

async function addFirst(transaction: Parameters<typeof readOperator>[0], name: string): Promise<number> {
  if (await readOperator(transaction, name)) throw alreadyExists('/name', 'is the name of another operator')
  return insertOperator(transaction, { name, role: 'admin', hotels: null, email: null, createdBy: 'setup-link' })
}

function checkedName(name = ''): string {
  if (NAME.test(name)) return name
  throw invalidField('/name', 'must be a name: letters, digits, ".", "_", and "-", at most 64 characters')
}

function checkedPassword(password = '', name: string): string {
  const { length } = [...password]
  if (length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
    throw invalidField('/password', `must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`)
  }
  if (password.toLowerCase() === name.toLowerCase()) throw invalidField('/password', 'must not be the name')
  return password
}
