import { hash } from 'node:crypto'
import { alreadyExists, errors } from '../contract/errors.ts'
import { newId } from '../contract/new-id.ts'
import type { Change } from '../db/accounts/change.ts'
import { insertSecret, isTaken, readSealedSecrets } from '../db/accounts/secrets.ts'
import type { AccountKind } from './account-kinds.ts'
import { invalidField, type Management } from './management.ts'
import { open, seal, secretPlace } from './sealing.ts'

export interface GivenSecret {
  purpose: string
  value: string
  /** RFC 3339. */
  endsAt?: string | null | undefined
}

interface Owner {
  accountId: number
  kind: AccountKind
  createdBy: string
}

const LEAST_CHARACTERS = 16
/** A hint may show no more than a fifth of a secret. */
const LEAST_FOR_HINT = 20

/** Checks a secret of a request. `at` is the JSON pointer of the object that has it. */
export function checkSecret({ purpose, value, endsAt }: GivenSecret, kind: AccountKind, at: string): void {
  const setting = kind.purposes.get(purpose)
  if (setting === undefined) {
    throw invalidField(`${at}/purpose`, `must be one of ${[...kind.purposes.keys()].join(', ')}`)
  }
  if (value.length < LEAST_CHARACTERS)
    throw invalidField(`${at}/value`, `must have at least ${LEAST_CHARACTERS} characters`)
  if (/[\s\p{Cc}]/u.test(value)) throw invalidField(`${at}/value`, 'must not contain white space or control characters')
  if (setting.form?.accepts(value) === false) throw invalidField(`${at}/value`, `must be ${setting.form.expected}`)
  if (endsAt && Date.parse(endsAt) <= Date.now()) throw invalidField(`${at}/endsAt`, 'must lie in the future')
}

/** Stores a secret that `checkSecret` has accepted. Returns its id. */
export async function addSecret(
  { sealing }: Pick<Management, 'sealing'>,
  transaction: Change,
  { purpose, value, endsAt }: GivenSecret,
  { accountId, kind, createdBy, at }: Owner & { at: string }
): Promise<string> {
  const [key] = sealing
  if (key === undefined) throw new errors.SECRETS_KEY_MISSING()
  for (const secret of await readSealedSecrets(transaction, accountId)) {
    const found = secret.purpose === purpose ? open(secret.sealed, secretPlace(secret), sealing) : undefined
    if (found && 'value' in found && found.value.toString() === value) {
      throw alreadyExists(`${at}/value`, 'is a secret of this account already')
    }
  }
  const lookup = kind.tokens.has(purpose) ? hash('sha256', value, 'buffer') : null
  if (lookup !== null && (await isTaken(transaction, purpose, lookup))) {
    throw alreadyExists(`${at}/value`, 'is a secret of another account')
  }
  const id = newId()
  const sealed = seal(value, secretPlace({ id, accountId, purpose }), key)
  const hint = value.length >= LEAST_FOR_HINT ? value.slice(-4) : null
  await insertSecret(transaction, { id, accountId, purpose, sealed, lookup, hint, createdBy, endsAt: endsAt ?? null })
  return id
}
