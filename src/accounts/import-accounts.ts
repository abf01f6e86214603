import { notFound } from '../contract/errors.ts'
import type { AccountKind } from './account-kinds.ts'
import type { AccountView } from './account-view.ts'
import type { GivenId } from './manage-account-ids.ts'
import type { Accounts, NewAccount } from './manage-accounts.ts'
import type { Caller, Management } from './management.ts'
import type { GivenSecret } from './new-secret.ts'

/** An account that was made from variables of the environment. */
export type Imported = AccountView & {
  /** Variables that may go now. */
  variables: readonly string[]
}

const ACCOUNT_TOKEN = /^(AC\w+):(.+)$/s

/**
 * Makes an account for each kind that has secrets in the environment. The environment keeps its secrets and goes on to count until
 * the variables are removed. An account that was imported before is left as it is.
 */
export function createImporter(
  { kinds }: Pick<Management, 'kinds'>,
  accounts: Pick<Accounts, 'create' | 'get'>,
  environment: ReadonlyMap<string, readonly string[]>
): (caller: Caller) => Promise<readonly Imported[]> {
  return async (caller) => {
    const imported: Imported[] = []
    const taken = new Set<string>()
    for (const kind of kinds.values()) {
      for (const { variables, ...account } of planOf(kind, environment, taken)) {
        const existing = await accounts.get(caller, account.slug).catch(ifMissing)
        const made = existing ?? (await accounts.create(caller, account))
        imported.push({ ...made, variables })
      }
    }
    return imported
  }
}

function planOf(
  kind: AccountKind,
  environment: ReadonlyMap<string, readonly string[]>,
  taken: Set<string>
): (NewAccount & { variables: readonly string[] })[] {
  if (kind.name === 'twilio') return twilioPlan(kind, environment.get('TWILIO_AUTH_TOKEN') ?? [])
  const secrets: GivenSecret[] = []
  const variables: string[] = []
  for (const [purpose, { variable }] of kind.purposes) {
    const values = environment.get(variable) ?? []
    // The shared secret of the PMS routes belongs to the generic account.
    if (values.length === 0 || taken.has(variable)) continue
    taken.add(variable)
    variables.push(variable)
    for (const value of values) secrets.push({ purpose, value })
  }
  if (secrets.length === 0) return []
  const properties = `${kind.name.toUpperCase().replaceAll('-', '_')}_PROPERTIES`
  const ids: GivenId[] = (kind.idTypes.includes('property') ? (environment.get(properties) ?? []) : []).map(
    (value) => ({
      type: 'property',
      value
    })
  )
  if (ids.length > 0) variables.push(properties)
  return [{ slug: kind.name, kind: kind.name, name: `Imported ${kind.name}`, ids, secrets, variables }]
}

/** A token without an AccountSid cannot be an account: nothing would say whose requests it proves. */
function twilioPlan(kind: AccountKind, values: readonly string[]): (NewAccount & { variables: readonly string[] })[] {
  const tokens = new Map<string, string[]>()
  for (const value of values) {
    const [, sid, token] = ACCOUNT_TOKEN.exec(value) ?? []
    if (sid !== undefined && token !== undefined) tokens.set(sid, [...(tokens.get(sid) ?? []), token])
  }
  const isComplete = values.every((value) => ACCOUNT_TOKEN.test(value))
  return [...tokens].map(([sid, own]) => ({
    slug: `twilio-${sid.toLowerCase().replaceAll('_', '-')}`,
    kind: kind.name,
    name: `Imported ${sid}`,
    ids: [{ type: 'account_sid', value: sid }],
    secrets: own.map((value) => ({ purpose: 'auth_token', value })),
    variables: isComplete ? ['TWILIO_AUTH_TOKEN'] : []
  }))
}

function ifMissing(error: unknown): undefined {
  const { message } = notFound('account')
  if (error instanceof Error && error.message === message) return undefined
  throw error
}
