import { randomUUID } from 'node:crypto'
import type { Limits } from '../config/limits.ts'
import { type Credential, checkSender, needsNone } from '../contract/credentials.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { either, type SignedRequest, type VerificationResult } from '../contract/verifiers.ts'
import { verifiersOf } from './account-credentials.ts'
import type { Account, AccountIndex } from './account-index.ts'
import type { AccountKind } from './account-kinds.ts'
import { accountSids, whatsAppIds } from './named-ids.ts'
import { BY_ENVIRONMENT, type Proof, UNPROVEN } from './proof.ts'
import { proveByEnvironment } from './prove-by-environment.ts'

export interface SenderRequest {
  request: SignedRequest
  /** The path key of the URL. Undefined: the URL has none. */
  pathKey: string | undefined
  /** Credentials of the environment. */
  environment: readonly Credential[]
  /** The channel accepts senders without proof where no secret is set. */
  open: boolean
}

export type Prove = (sender: SenderRequest) => Proof | Exclude<VerificationResult, 'ok'>

interface ProveOptions {
  accounts: AccountIndex
  limits: Limits['accounts']
  /** A secret was used. */
  onUsed(secretId: string): void
  now?: () => number
}

/**
 * Returns the function that finds out who has sent a request to an endpoint. Nothing is decoded before: what the bytes name only
 * decides which secrets are tried first, and a credential decides who the sender is.
 */
export function createProver(endpoint: Endpoint, kind: AccountKind, options: ProveOptions): Prove {
  const { accounts, limits, onUsed, now = Date.now } = options
  const { name } = kind
  const verifiers = verifiersOf(endpoint, kind)
  const byPurpose = new Map(
    [...kind.purposes.keys()].map((purpose) => [
      purpose,
      verifiers.filter((one) => one.purpose === purpose).map(({ verifier }) => verifier)
    ])
  )
  const tokens = verifiers.filter(({ verifier }) => verifier.given !== undefined)
  const signatures = verifiers.filter(({ verifier }) => verifier.given === undefined)

  return (sender) => {
    const { request, pathKey, environment, open } = sender
    if (pathKey !== undefined) return byPathKey(request, pathKey)
    if (!accounts.has(name)) return proveByEnvironment(request, environment, open)
    const proven = byAccounts(sender)
    if (typeof proven !== 'string') return proven
    if (open && needsNone(environment) && !accounts.hasSecret(name, now())) return UNPROVEN
    return proven
  }

  /** Only the secrets of this account count. An unknown key costs as much as a wrong credential. */
  function byPathKey(request: SignedRequest, pathKey: string): Proof | Exclude<VerificationResult, 'ok'> {
    const found = accounts.byPathKey(pathKey)
    const account = found?.kind === name ? found : undefined
    const held = account?.secrets.filter(({ endsAt }) => endsAt > now()) ?? []
    if (account === undefined || held.length === 0) {
      const verdicts = verifiers.map(({ verifier }) => verifier.check(request, [randomUUID()]))
      return refusal(either(verdicts))
    }
    const verdicts: VerificationResult[] = []
    for (const { purpose, value } of held.slice(0, triesFor(request))) {
      const verdict = check(request, purpose, value)
      const proven = verdict === 'ok' ? speakersOf(request, purpose, value) : []
      if (proven.includes(account)) return proofBy(proven, purpose, value, false)
      verdicts.push(verdict)
    }
    return refusal(either(verdicts))
  }

  function byAccounts({ request, environment }: SenderRequest): Proof | Exclude<VerificationResult, 'ok'> {
    for (const { purpose, verifier } of tokens) {
      for (const value of verifier.given?.(request) ?? []) {
        const holders = accounts.holders(name, purpose, value, now())
        if (holders.length === 0 || check(request, purpose, value) !== 'ok') continue
        return proofBy(speakersAmong(holders, request), purpose, value, holds(environment, request, purpose, value))
      }
    }
    const tried = new Set<string>()
    let left = triesFor(request)
    const signed = signatures.filter(({ verifier }) => verifier.check(request, []) !== 'missing')
    const hinted = signed.length === 0 ? [] : namedAccounts(name, request, { accounts, limits })
    for (const account of hinted) {
      for (const secret of account.secrets) {
        const proof = secret.endsAt > now() ? trySecret(secret.purpose, secret.value) : undefined
        if (proof !== undefined) return proof
      }
    }
    const verdict = checkSender(request, environment)
    if (verdict === 'ok') return withEnvironment(request, environment)
    for (const { purpose } of signed) {
      // A request that names its account is proven by no other one.
      if (name === 'twilio' && accountSids(request).length > 0) break
      for (const value of accounts.secretsOf(name, purpose)) {
        if (left === 0) break
        const proof = trySecret(purpose, value)
        if (proof !== undefined) return proof
      }
    }
    const isGiven = signed.length > 0 || tokens.some(({ verifier }) => (verifier.given?.(request) ?? []).length > 0)
    return verdict === 'missing' && isGiven ? 'mismatch' : verdict

    function trySecret(purpose: string, value: string): Proof | undefined {
      if (left === 0 || tried.has(value) || !signed.some((one) => one.purpose === purpose)) return undefined
      left--
      tried.add(value)
      if (check(request, purpose, value) !== 'ok') return undefined
      const proven = speakersOf(request, purpose, value)
      if (proven.length === 0) return undefined
      return proofBy(proven, purpose, value, holds(environment, request, purpose, value))
    }
  }

  /** Accounts that have a secret, and that may speak for the account that the request names. */
  function speakersOf(request: SignedRequest, purpose: string, value: string): readonly Account[] {
    return speakersAmong(accounts.holdersOfSecret(name, purpose, value, now()), request)
  }

  function speakersAmong(holders: readonly Account[], request: SignedRequest): readonly Account[] {
    if (name !== 'twilio') return holders
    const named = accountSids(request)
    return holders.filter(({ ids }) =>
      named.every((sid) => ids.some((id) => id.type === 'account_sid' && id.value === sid))
    )
  }

  function proofBy(proven: readonly Account[], purpose: string, value: string, environment: boolean): Proof {
    for (const { secrets } of proven) {
      for (const secret of secrets) if (secret.purpose === purpose && secret.value === value) onUsed(secret.id)
    }
    return { accounts: proven, environment, verified: true }
  }

  function check(request: SignedRequest, purpose: string, value: string): VerificationResult {
    const [only, ...others] = byPurpose.get(purpose) ?? []
    if (only !== undefined && others.length === 0) return only.check(request, [value])
    return either((byPurpose.get(purpose) ?? []).map((verifier) => verifier.check(request, [value])))
  }

  /** The accounts that have the same secret as the environment are proven as well. */
  function withEnvironment(request: SignedRequest, environment: readonly Credential[]): Proof {
    for (const [purpose, setting] of kind.purposes) {
      for (const value of environment.flatMap(({ secrets }) => secrets)) {
        const plain = setting.secretOf?.(value) ?? value
        if (accounts.holdersOfSecret(name, purpose, plain, now()).length === 0) continue
        if (check(request, purpose, plain) !== 'ok') continue
        const proven = speakersOf(request, purpose, plain)
        if (proven.length > 0) return proofBy(proven, purpose, plain, true)
      }
    }
    return BY_ENVIRONMENT
  }

  /** True: a variable of the environment has this secret, and is proven by it. */
  function holds(environment: readonly Credential[], request: SignedRequest, purpose: string, value: string): boolean {
    const proving = byPurpose.get(purpose)
    // The only verifier of the purpose has just accepted this secret.
    const isChecked = environment.some(
      ({ verifier, secrets }) => proving?.length === 1 && proving[0] === verifier && secrets.includes(value)
    )
    if (isChecked) return true
    const setting = kind.purposes.get(purpose)
    const all = environment.flatMap(({ secrets }) => secrets)
    if (!all.some((one) => (setting?.secretOf?.(one) ?? one) === value)) return false
    return checkSender(request, environment) === 'ok'
  }

  /** A body of 4 MiB takes 2 ms for each secret. */
  function triesFor({ body }: SignedRequest): number {
    return Math.min(limits.tries, Math.max(1, Math.floor(limits.triedBytes / Math.max(1, body.length))))
  }
}

/** Accounts of a kind that the bytes of a request name. */
export function namedAccounts(
  kind: string,
  request: SignedRequest,
  { accounts, limits }: Pick<ProveOptions, 'accounts' | 'limits'>
): readonly Account[] {
  return namedIds(kind, request, limits).flatMap(({ type, value }) => accounts.owner(kind, type, value)?.account ?? [])
}

function namedIds(kind: string, request: SignedRequest, limits: Limits['accounts']): { type: string; value: string }[] {
  if (kind === 'whatsapp') return whatsAppIds(request, limits)
  if (kind !== 'twilio') return []
  return accountSids(request)
    .slice(0, limits.hints)
    .map((value) => ({ type: 'account_sid', value }))
}

function refusal(verdict: VerificationResult): Exclude<VerificationResult, 'ok'> {
  return verdict === 'ok' ? 'mismatch' : verdict
}
