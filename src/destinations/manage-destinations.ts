import type { Violation } from '../../schemas/check.ts'
import { type Caller, change as changeAccounts, type LoggedEntry, type Management } from '../accounts/management.ts'
import { DEFAULTS, positionOf } from '../consumers/consumer-options.ts'
import { reorder } from '../consumers/reorder.ts'
import { notFound, ShapeError } from '../contract/errors.ts'
import type { Change } from '../db/accounts/change.ts'
import {
  clearFailures,
  deleteConsumer,
  insertConsumer,
  moveConsumer,
  type NewConsumer,
  readConsumer,
  readConsumers,
  readFeedBounds,
  updateConsumer,
  updateState
} from '../db/consumers/consumers.ts'
import { countExceptions } from '../db/consumers/exceptions.ts'
import { readShards } from '../db/consumers/shards.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { checkDestination, checkSigningSecret } from './check-destination.ts'
import { type Destination, type DestinationConfig, type DestinationSecrets, destinationOf } from './destination.ts'
import type { DestinationBody } from './destination-body.ts'
import { type DestinationView, viewOf } from './destination-view.ts'
import { openSecrets, type ReadVariable, storedSecrets } from './secrets.ts'
import { newKeyPair, newSigningSecret } from './signing.ts'

interface ManageOptions {
  management: Management
  outbound: Outbound
  channels: readonly string[]
  readVariable: ReadVariable
  /** Resolves when this gateway has taken the change. */
  takeChanges(): Promise<void>
}

export type ManagedDestinations = ReturnType<typeof manageDestinations>

/** Creates, changes, and shows destinations. */
export function manageDestinations({ management, outbound, channels, readVariable, takeChanges }: ManageOptions) {
  const { database, sealing } = management
  const { query } = database

  async function change<Result>(
    caller: Caller,
    work: (change: Change, version: number, log: (entry: LoggedEntry) => void) => Promise<Result>
  ): Promise<Result> {
    const result = await changeAccounts(management, caller, work)
    await takeChanges()
    return result
  }

  async function find(name: string, on: Pick<Change, 'execute'> = query): Promise<Destination> {
    const row = await readConsumer(on, name)
    if (row?.kind !== 'webhook') throw notFound('destination')
    return destinationOf(row)
  }

  async function list(): Promise<DestinationView[]> {
    return viewsOf((await readConsumers(query, 'webhook')).map(destinationOf))
  }

  async function get(name: string): Promise<DestinationView> {
    const [view] = await viewsOf([await find(name)])
    if (view === undefined) throw notFound('destination')
    return view
  }

  async function viewsOf(destinations: readonly Destination[]): Promise<DestinationView[]> {
    const [shards, counts] = await Promise.all([readShards(query, 'webhook'), countExceptions(query)])
    return Promise.all(
      destinations.map((destination) => {
        const own = shards.filter(({ consumerId }) => consumerId === destination.id)
        return viewOf(query, destination, own, counts.get(destination.id) ?? { parked: 0, deadLetters: 0 })
      })
    )
  }

  function secretsOf(body: DestinationBody, before: DestinationSecrets | undefined) {
    const { authorization, tls } = body
    const made = body.secret === undefined && before === undefined ? newSigningSecret() : undefined
    const given = body.secret ?? made
    const pair = body.ed25519 && before?.privateKey === undefined ? newKeyPair() : undefined
    const secrets: DestinationSecrets = {
      signing: given === undefined ? (before?.signing ?? []) : [{ secret: given }],
      privateKey: pair?.privateKey ?? before?.privateKey,
      authorization: authorization && ownSecret(authorization),
      tlsKey: tls?.key
    }
    return { secrets, made, publicKey: pair?.publicKey }
  }

  return {
    list,
    get,
    find,

    async put(caller: Caller, name: string, body: DestinationBody): Promise<{ view: object; isNew: boolean }> {
      const violations = await checkDestination(body, { outbound, channels, readVariable })
      const bounds = await readFeedBounds(query)
      const start = positionOf(body.from, bounds, '/from')
      // It counts at creation only, but a cursor from the future is always a mistake.
      const replaced = positionOf(body.from, { ...bounds, removed: 0 }, '/from')
      const { isNew, made } = await change(caller, async (transaction, version, log) => {
        const row = await readConsumer(transaction, name)
        const all: Violation[] = [...violations]
        if (row !== undefined && row.kind !== 'webhook')
          all.push({ path: '/name', message: 'is the name of a named consumer' })
        const found = row === undefined ? start : replaced
        if ('violation' in found) all.push(found.violation)
        if (row !== undefined && body.shards !== undefined && body.shards !== row.shards) {
          all.push({ path: '/shards', message: `is fixed at creation: it is ${row.shards}` })
        }
        if (all.length > 0) throw new ShapeError(all)
        const before = row && destinationOf(row)
        const { secrets, made, publicKey } = secretsOf(body, before && openSecrets(before, sealing))
        const { references, sealed } = storedSecrets(name, secrets, sealing)
        const config = {
          ...configOf(body, publicKey ?? before?.config.publicKey ?? null),
          ...(references && { references })
        }
        const ordering = body.ordering ?? DEFAULTS.ordering
        const next: NewConsumer = {
          ...{ name, kind: 'webhook', state: before?.state ?? 'active', reason: before?.reason ?? null },
          ...{ filter: body.filter ?? {}, ordering },
          ...{ shards: before?.shards ?? body.shards ?? DEFAULTS.shards, config: { ...config }, sealed }
        }
        log({ action: before ? 'destination.changed' : 'destination.created', target: `destination:${name}` })
        if (before) {
          await updateConsumer(transaction, version, before.id, next)
          await clearFailures(transaction, before.id)
          if (ordering !== before.ordering) {
            await reorder(transaction, { id: before.id, ordering, shards: before.shards })
          }
        } else {
          await insertConsumer(transaction, version, next, 'position' in start ? start.position : bounds.head)
        }
        return { isNew: before === undefined, made }
      })
      const view = await get(name)
      return { view: made === undefined ? view : { ...view, secret: made }, isNew }
    },

    remove: (caller: Caller, name: string): Promise<void> =>
      change(caller, async (transaction, _version, log) => {
        const { id } = await find(name, transaction)
        await deleteConsumer(transaction, id)
        log({ action: 'destination.removed', target: `destination:${name}` })
      }),

    async pause(caller: Caller, name: string): Promise<DestinationView> {
      await change(caller, async (transaction, version, log) => {
        const { id } = await find(name, transaction)
        await updateState(transaction, version, id, 'paused', `paused by ${caller.actor}`)
        log({ action: 'destination.paused', target: `destination:${name}` })
      })
      return get(name)
    },

    /** `isNow`: what waited is given up. */
    async resume(caller: Caller, name: string, isNow: boolean): Promise<DestinationView> {
      const { head } = await readFeedBounds(query)
      await change(caller, async (transaction, version, log) => {
        const { id } = await find(name, transaction)
        await updateState(transaction, version, id, 'active', null)
        if (isNow) await moveConsumer(transaction, id, head)
        else await clearFailures(transaction, id)
        log({ action: 'destination.resumed', target: `destination:${name}`, detail: { isNow } })
      })
      return get(name)
    },

    async move(caller: Caller, name: string, to: string): Promise<DestinationView> {
      await find(name)
      const start = positionOf(to, await readFeedBounds(query), '/to')
      if ('violation' in start) throw new ShapeError([start.violation])
      await change(caller, async (transaction, _version, log) => {
        await moveConsumer(transaction, (await find(name, transaction)).id, start.position)
        log({ action: 'destination.moved', target: `destination:${name}`, detail: { to } })
      })
      return get(name)
    },

    async rotate(caller: Caller, name: string, graceSeconds: number, given: string | undefined) {
      const violations = given === undefined ? [] : checkSigningSecret(given, '/secret', readVariable)
      const secret = given ?? newSigningSecret()
      const previousUntil = new Date(Date.now() + graceSeconds * 1_000).toISOString()
      await change(caller, async (transaction, version, log) => {
        const before = await find(name, transaction)
        if (violations.length > 0) throw new ShapeError(violations)
        const secrets = openSecrets(before, sealing) ?? { signing: [] }
        const now = Date.now()
        const kept = secrets.signing.filter(({ until }) => until === undefined || Date.parse(until) > now)
        const earlier = kept.map(({ secret, until }) => ({
          secret,
          until: until !== undefined && until < previousUntil ? until : previousUntil
        }))
        const signing = [{ secret }, ...(graceSeconds === 0 ? [] : earlier)].slice(0, 3)
        const { references, sealed } = storedSecrets(name, { ...secrets, signing }, sealing)
        const { references: _earlier, ...config } = before.config
        await updateConsumer(transaction, version, before.id, {
          ...{ name, kind: 'webhook', state: before.state, reason: before.reason, filter: { ...before.filter } },
          ...{ ordering: before.ordering, shards: before.shards, sealed },
          config: { ...config, ...(references && { references }) }
        })
        log({ action: 'destination.rotated', target: `destination:${name}` })
      })
      return { secret, previousUntil }
    },

    change
  }
}

function ownSecret(authorization: NonNullable<DestinationBody['authorization']>): string {
  if (authorization.type === 'basic') return authorization.password
  return authorization.type === 'bearer' ? authorization.token : authorization.clientSecret
}

function configOf(body: DestinationBody, publicKey: string | null): DestinationConfig {
  const { authorization, tls } = body
  return {
    url: body.url,
    headers: body.headers ?? {},
    ladder: body.ladder ?? DEFAULTS.ladder,
    deadLetter: body.deadLetter ?? DEFAULTS.deadLetter,
    batch: body.batch ?? null,
    timeout: body.timeout ?? 15,
    concurrency: body.concurrency ?? 16,
    rate: body.rate ?? null,
    attempts: body.attempts ?? 'failures',
    ed25519: body.ed25519 ?? false,
    publicKey: body.ed25519 ? publicKey : null,
    authorization: authorization === undefined ? null : withoutSecret(authorization),
    tls: tls === undefined ? null : { certificate: tls.certificate }
  }
}

function withoutSecret(
  authorization: NonNullable<DestinationBody['authorization']>
): DestinationConfig['authorization'] {
  if (authorization.type === 'bearer') return { type: 'bearer' }
  if (authorization.type === 'basic') return { type: 'basic', username: authorization.username }
  const { tokenUrl, clientId, scope } = authorization
  return { type: 'oauth2', tokenUrl, clientId, ...(scope === undefined ? {} : { scope }) }
}
