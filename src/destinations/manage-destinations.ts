import type { Violation } from '../../schemas/check.ts'
import { type Caller, change as changeAccounts, type Management } from '../accounts/management.ts'
import { positionOf } from '../consumers/consumer-options.ts'
import { storedFaults } from '../consumers/stored-faults.ts'
import { notFound, ShapeError } from '../contract/errors.ts'
import type { Change } from '../db/accounts/change.ts'
import {
  clearFailures,
  deleteConsumer,
  moveConsumer,
  readConsumer,
  readConsumers,
  readFeedBounds,
  updateConsumer,
  updateState
} from '../db/consumers/consumers.ts'
import { countExceptions } from '../db/consumers/exceptions.ts'
import { readShards } from '../db/consumers/shards.ts'
import { type Checks, checkDestination, checkSigningSecret } from './check-destination.ts'
import { type Destination, destinationOf } from './destination.ts'
import type { DestinationBody } from './destination-body.ts'
import { type DestinationView, viewOf } from './destination-view.ts'
import { type ChangeDestinations, putDestination } from './put-destination.ts'
import { openSecrets, rotated, withSecrets } from './secrets.ts'
import { newSigningSecret } from './signing.ts'

interface ManageOptions extends Checks {
  management: Management
  /** Resolves when this gateway has taken the change. */
  takeChanges(): Promise<void>
}

export type ManagedDestinations = ReturnType<typeof manageDestinations>

/** Creates, changes, and shows destinations. */
export function manageDestinations({ management, takeChanges, ...checks }: ManageOptions) {
  const { database, sealing } = management
  const { query } = database

  const change: ChangeDestinations = async (caller, work) => {
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

  return {
    list,
    get,
    find,
    change,

    /** Every fault of a destination that its schema cannot find. Parts that the schema refuses may be missing. */
    async findFaults(name: string, body: DestinationBody): Promise<Violation[]> {
      const [bounds, row] = await Promise.all([readFeedBounds(query), readConsumer(query, name)])
      return [...(await checkDestination(body, checks)), ...storedFaults('webhook', row, body, bounds).faults]
    },

    async put(caller: Caller, name: string, body: DestinationBody): Promise<{ view: object; isNew: boolean }> {
      const { isNew, made } = await putDestination({ query, sealing, change, ...checks }, caller, name, body)
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

    /** `isNow`: skips the events that have waited. */
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
      const violations = given === undefined ? [] : checkSigningSecret(given, '/secret', checks.readVariable)
      const secret = given ?? newSigningSecret()
      const previousUntil = new Date(Date.now() + graceSeconds * 1_000).toISOString()
      await change(caller, async (transaction, version, log) => {
        const before = await find(name, transaction)
        if (violations.length > 0) throw new ShapeError(violations)
        const secrets = openSecrets(before, sealing) ?? { signing: [] }
        const signing = rotated(graceSeconds === 0 ? [] : secrets.signing, secret, previousUntil)
        await updateConsumer(transaction, version, before.id, {
          ...{ name, kind: 'webhook', state: before.state, reason: before.reason, filter: { ...before.filter } },
          ...{ ordering: before.ordering, shards: before.shards },
          ...withSecrets(name, before.config, { ...secrets, signing }, sealing)
        })
        log({ action: 'destination.rotated', target: `destination:${name}` })
      })
      return { secret, previousUntil }
    }
  }
}
