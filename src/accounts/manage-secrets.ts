import { notFound } from '../contract/errors.ts'
import { type SecretView, touchAccount } from '../db/accounts/accounts.ts'
import {
  countSealed,
  deleteSecret,
  endSecret,
  readSealedConsumers,
  readSealedKeys,
  readSealedOtherwise,
  updateSealed,
  updateSealedConsumer,
  updateSealedKey
} from '../db/accounts/secrets.ts'
import { secretView } from './account-view.ts'
import { findAccount } from './find-account.ts'
import { checkOwner } from './hotel-limits.ts'
import { type Caller, change, invalidField, type Management } from './management.ts'
import { addSecret, checkSecret, type GivenSecret } from './new-secret.ts'
import { consumerPlace, keyPlace, open, seal, sealedWith, secretPlace } from './sealing.ts'

export interface Secrets {
  add(caller: Caller, slug: string, secret: GivenSecret): Promise<SecretView>
  end(caller: Caller, slug: string, id: string, endsAt: string): Promise<SecretView>
  remove(caller: Caller, slug: string, id: string): Promise<void>
  /** Seals everything with the first key of SECRETS_KEY. `left`: values that do not open. */
  reseal(caller: Caller): Promise<{ resealed: number; left: number }>
  status(): Promise<{ keys: { id: string; active: boolean; sealed: number }[] }>
}

const AT_ONCE = 100

export function createSecrets(management: Management): Secrets {
  const { database, kinds, sealing } = management

  return {
    add: (caller, slug, secret) =>
      change(management, caller, async (transaction, version, log) => {
        const account = await findAccount(transaction, caller, slug)
        checkOwner(caller, account)
        const kind = kinds.get(account.kind)
        if (kind === undefined) throw invalidField('/purpose', `the adapter ${account.kind} is not installed`)
        checkSecret(secret, kind, '')
        const owner = { accountId: account.id, kind, createdBy: caller.actor, at: '' }
        const id = await addSecret(management, transaction, secret, owner)
        await touchAccount(transaction, account.id, version)
        log(entry('secret.added', slug, account.hotel, { id, purpose: secret.purpose }))
        return one(await findAccount(transaction, caller, slug), id)
      }),

    end: (caller, slug, id, endsAt) =>
      change(management, caller, async (transaction, version, log) => {
        const account = await findAccount(transaction, caller, slug)
        checkOwner(caller, account)
        if (!(await endSecret(transaction, account.id, id, endsAt))) throw notFound('secret')
        await touchAccount(transaction, account.id, version)
        log(entry('secret.ended', slug, account.hotel, { id, endsAt }))
        return one(await findAccount(transaction, caller, slug), id)
      }),

    remove: (caller, slug, id) =>
      change(management, caller, async (transaction, version, log) => {
        const account = await findAccount(transaction, caller, slug)
        checkOwner(caller, account)
        if (!(await deleteSecret(transaction, account.id, id))) throw notFound('secret')
        await touchAccount(transaction, account.id, version)
        log(entry('secret.ended', slug, account.hotel, { id }))
      }),

    async reseal(caller) {
      let resealed = 0
      for (;;) {
        const done = await resealSome(caller)
        resealed += done
        if (done === 0) break
      }
      const left = (await countSealed(database.query)).filter(({ id }) => id !== sealing[0]?.id)
      return { resealed, left: left.reduce((sum, { sealed }) => sum + sealed, 0) }
    },

    async status() {
      const counts = new Map((await countSealed(database.query)).map(({ id, sealed }) => [id, sealed]))
      const ids = new Set([...sealing.map(({ id }) => id), ...counts.keys()])
      return { keys: [...ids].map((id) => ({ id, active: id === sealing[0]?.id, sealed: counts.get(id) ?? 0 })) }
    }
  }

  /** Returns the number of values that were sealed anew. */
  async function resealSome(caller: Caller): Promise<number> {
    const [first] = sealing
    if (first === undefined) return 0
    return change(management, caller, async (transaction, version, log) => {
      let done = 0
      for (const { name, sealed } of await readSealedKeys(transaction)) {
        const found = sealedWith(sealed) === first.id ? undefined : open(sealed, keyPlace(name), sealing)
        if (found === undefined || !('value' in found)) continue
        await updateSealedKey(transaction, name, seal(found.value, keyPlace(name), first))
        done++
      }
      const ids = sealing.map(({ id }) => id)
      for (const { name, sealed } of await readSealedConsumers(transaction, ids, AT_ONCE)) {
        const found = open(sealed, consumerPlace(name), sealing)
        if (!('value' in found)) continue
        await updateSealedConsumer(transaction, name, seal(found.value, consumerPlace(name), first))
        done++
      }
      for (const secret of await readSealedOtherwise(transaction, ids, AT_ONCE)) {
        const found = open(secret.sealed, secretPlace(secret), sealing)
        if (!('value' in found)) continue
        await updateSealed(transaction, secret.id, seal(found.value, secretPlace(secret), first))
        await touchAccount(transaction, secret.accountId, version)
        done++
      }
      if (done > 0) log({ action: 'secrets.resealed', target: `key:${first.id}`, detail: { values: done } })
      return done
    })
  }
}

function entry(action: string, slug: string, hotel: string | null, detail: Readonly<Record<string, unknown>>) {
  return { action, target: `account:${slug}`, hotel: hotel ?? undefined, detail }
}

function one({ secrets }: { secrets: readonly SecretView[] }, id: string): SecretView {
  const found = secrets.find((secret) => secret.id === id)
  if (found === undefined) throw notFound('secret')
  return secretView(found)
}
