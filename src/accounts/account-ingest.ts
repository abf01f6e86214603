import type { Limits } from '../config/limits.ts'
import type { Channel } from '../contract/channel.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { AccountIndex } from './account-index.ts'
import { type AccountKind, kindsByPath } from './account-kinds.ts'
import { attribute, type ForeignId } from './attribute.ts'
import type { ConnectionRefusal, Connections } from './connections.ts'
import { type Proof, proofOf } from './proof.ts'
import { createProver, namedAccounts, type Prove, type SenderRequest } from './prove.ts'

/** What the accounts mean for webhooks. */
export interface AccountIngest {
  proverFor(channel: Pick<Channel, 'name'>, endpoint: Endpoint): Prove
  /** The same for a probe, which is no use of a secret. */
  probeProverFor(channel: Pick<Channel, 'name'>, endpoint: Endpoint): Prove
  /** A request was proven. `isHandshake`: the provider only asks whether the URL is ours. */
  noteProven(proof: Proof, isHandshake: boolean): void
  /** A request was refused. `path`: the URL path of the endpoint. */
  noteRefused(path: string, sender: Pick<SenderRequest, 'request' | 'pathKey'>, refusal: ConnectionRefusal): void
  /** True: the token is one that the account of the path key has, or, without a path key, any account of the channel. */
  hasToken(channel: string, variable: string, token: string, pathKey: string | undefined): boolean
  /** Assigns the readings of a delivery to their accounts. `path`: the URL path of the endpoint. */
  attribute(path: string, entry: InterpretedDelivery, proof: Proof): InterpretedDelivery
  /** The same for a stored or spooled delivery, by what proved it when it came. */
  attributeStored(path: string, entry: InterpretedDelivery): InterpretedDelivery
}

interface AccountIngestOptions {
  accounts: AccountIndex
  kinds: ReadonlyMap<string, AccountKind>
  limits: Limits['accounts']
  onUsed(secretId: string): void
  connections: Pick<Connections, 'verified' | 'confirmed' | 'refused' | 'lost'>
  /** A delivery that has just arrived was about an id of an account that did not prove it. */
  onForeign(channel: string, foreign: ForeignId, proof: Proof): void
}

export function createAccountIngest(options: AccountIngestOptions): AccountIngest {
  const { accounts, kinds, limits, onUsed, onForeign, connections } = options
  const byPath = kindsByPath(kinds)

  function entryOf(kind: AccountKind, { delivery, readings }: InterpretedDelivery, proof: Proof) {
    const given = attribute(readings, proof, { accounts, kind, kinds, most: limits.waiting })
    const { account, hotel, waiting, foreign } = given
    // Assigned, and not spread, as in attribute.ts.
    const attributed = Object.assign({}, delivery, { account, hotel, waiting })
    return { entry: { delivery: attributed, readings: given.readings }, foreign }
  }

  function kindOf(channel: Pick<Channel, 'name'>, endpoint: Endpoint): AccountKind {
    const kind = byPath.get(`/webhooks/${channel.name}${endpoint.path}`)
    if (kind === undefined) throw new Error(`no kind of account has the endpoint ${channel.name}${endpoint.path}`)
    return kind
  }

  /** A handshake had a wrong token, or came to a path key that no account of the channel has. */
  function noteToken(channel: string, pathKey: string | undefined): void {
    if (pathKey === undefined) return
    const account = accounts.byPathKey(pathKey)
    const isOfChannel = account !== undefined && kinds.get(account.kind)?.channel === channel
    if (isOfChannel) connections.refused(account.id, 'verify_token')
    else connections.lost(`/webhooks/${channel}/a/${pathKey}`)
  }

  return {
    proverFor: (channel, endpoint) => createProver(endpoint, kindOf(channel, endpoint), { accounts, limits, onUsed }),
    probeProverFor: (channel, endpoint) =>
      createProver(endpoint, kindOf(channel, endpoint), { accounts, limits, onUsed: () => undefined }),

    noteProven(proof, isHandshake) {
      for (const { id } of proof.accounts) {
        if (isHandshake) connections.confirmed(id)
        else connections.verified(id)
      }
    },

    noteRefused(path, { request, pathKey }, refusal) {
      const kind = byPath.get(path)?.name
      if (kind === undefined) return
      if (pathKey === undefined) {
        for (const { id } of namedAccounts(kind, request, { accounts, limits })) connections.refused(id, refusal)
        return
      }
      const account = accounts.byPathKey(pathKey)
      if (account?.kind === kind) connections.refused(account.id, refusal)
      else connections.lost(`${path}/a/${pathKey}`)
    },

    hasToken(channel, variable, token, pathKey) {
      const now = Date.now()
      for (const kind of kinds.values()) {
        if (kind.channel !== channel) continue
        for (const [purpose, setting] of kind.purposes) {
          if (setting.variable !== variable) continue
          for (const account of accounts.holders(kind.name, purpose, token, now)) {
            if (pathKey !== undefined && account.pathKey !== pathKey) continue
            for (const secret of account.secrets) if (secret.value === token) onUsed(secret.id)
            connections.confirmed(account.id)
            return true
          }
        }
      }
      noteToken(channel, pathKey)
      return false
    },

    attribute(path, entry, proof) {
      const kind = byPath.get(path)
      if (kind === undefined || (proof.accounts.length === 0 && !accounts.has(kind.name))) return entry
      const { entry: attributed, foreign } = entryOf(kind, entry, proof)
      for (const one of foreign) onForeign(entry.delivery.channel, one, proof)
      return attributed
    },

    attributeStored(path, entry) {
      const kind = byPath.get(path)
      const { proven, verified }: Delivery = entry.delivery
      if (kind === undefined || (proven === undefined && !accounts.has(kind.name))) return entry
      return entryOf(kind, entry, proofOf(proven, verified, accounts)).entry
    }
  }
}
