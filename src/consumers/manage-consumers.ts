import { randomBytes } from 'node:crypto'
import type { Violation } from '../../schemas/check.ts'
import { change, type LoggedEntry, type Management } from '../accounts/management.ts'
import { notFound, ShapeError } from '../contract/errors.ts'
import type { Change } from '../db/accounts/change.ts'
import {
  countConsumers,
  deleteConsumer,
  insertConsumer,
  moveConsumer,
  type NewConsumer,
  readConsumer,
  readConsumers,
  readFeedBounds,
  updateConsumer
} from '../db/consumers/consumers.ts'
import { countExceptions } from '../db/consumers/exceptions.ts'
import { endLeases } from '../db/consumers/pull-shards.ts'
import type { EventFilter } from '../db/events.ts'
import { type Consumer, consumerOf, mayRead } from './consumer.ts'
import { checkFilter, DEFAULTS, positionOf } from './consumer-options.ts'
import { type ConsumerView, viewOf } from './consumer-view.ts'
import type { Ordering } from './lane-of-event.ts'
import { reorder } from './reorder.ts'
import { storedFaults } from './stored-faults.ts'

/** Who asks. */
export interface ConsumerCaller {
  actor: string
  /** Slugs of the hotels that the caller may see. Undefined: all. */
  hotelSlugs: readonly string[] | undefined
}

/** The body of `PUT /api/consumers/:name`. */
export interface ConsumerChange {
  filter?: EventFilter
  from?: string
  shards?: number
  ordering?: Ordering
  ladder?: readonly number[]
  deadLetter?: 'after-ladder' | 'never'
}

interface ManageOptions {
  management: Pick<Management, 'database' | 'audit' | 'store'>
  channels: readonly string[]
  limits: { named: number }
  /** Takes the change on this gateway. */
  wake(): void
}

const NO_EXCEPTIONS = { parked: 0, deadLetters: 0 }
const TOKEN_KEY_BYTES = 32

/** Creates, changes, and shows named consumers. Those of other hotels do not exist for a caller. */
export function manageConsumers({ management, channels, limits, wake }: ManageOptions) {
  const { query } = management.database

  /** Throws NOT_FOUND. */
  async function find(name: string, caller: ConsumerCaller, on: Pick<Change, 'execute'> = query): Promise<Consumer> {
    const row = await readConsumer(on, name)
    if (row?.kind !== 'pull' || !mayRead(consumerOf(row), caller.hotelSlugs)) throw notFound('consumer')
    return consumerOf(row)
  }

  async function list(caller: ConsumerCaller): Promise<ConsumerView[]> {
    const [rows, counts] = await Promise.all([readConsumers(query, 'pull'), countExceptions(query)])
    const views: ConsumerView[] = []
    for (const consumer of rows.map(consumerOf).filter((one) => mayRead(one, caller.hotelSlugs))) {
      views.push(await viewOf(query, consumer, counts.get(consumer.id) ?? NO_EXCEPTIONS))
    }
    return views
  }

  async function get(name: string, caller: ConsumerCaller): Promise<ConsumerView> {
    const consumer = await find(name, caller)
    return viewOf(query, consumer, (await countExceptions(query)).get(consumer.id) ?? NO_EXCEPTIONS)
  }

  /**
   * The consumer of this name, and every fault of what a request says about it. Throws NOT_FOUND for one that the caller may not read.
   */
  async function look(
    on: Pick<Change, 'execute'>,
    name: string,
    given: ConsumerChange,
    caller: ConsumerCaller
  ): Promise<{ before: Consumer | undefined; faults: Violation[]; position: number }> {
    const row = await readConsumer(on, name)
    const before = row?.kind === 'pull' ? consumerOf(row) : undefined
    if (before !== undefined && !mayRead(before, caller.hotelSlugs)) throw notFound('consumer')
    // A reader names `from` with each request, and it counts at creation only.
    const isCursor = given.from !== undefined && given.from !== 'now' && given.from !== 'start'
    const bounds = row === undefined || isCursor ? await readFeedBounds(on) : { head: 0, removed: 0 }
    return { before, ...storedFaults('pull', row, given, bounds) }
  }

  /** Creates the consumer, or changes what is given. `create`: only creates. */
  async function put(
    caller: ConsumerCaller,
    name: string,
    given: ConsumerChange,
    create = false
  ): Promise<{ consumer: Consumer; isNew: boolean }> {
    const isNew = await change(management, caller, async (transaction, version, log) => {
      const { before, faults, position } = await look(transaction, name, given, caller)
      const violations = [...checkFilter(given.filter ?? {}, channels), ...faults]
      if (violations.length > 0) throw new ShapeError(violations)
      if (before !== undefined && create) return false
      if (before !== undefined) await update(transaction, version, before, given, log)
      else await insert(transaction, version, position)
      return before === undefined

      async function insert(inside: Change, newVersion: number, position: number): Promise<void> {
        if ((await countConsumers(inside)) >= limits.named) {
          throw invalid('/name', `is one too many: there are ${limits.named} consumers and destinations already`)
        }
        const tokenKey = randomBytes(TOKEN_KEY_BYTES).toString('base64')
        await insertConsumer(inside, newVersion, rowOf(name, given, { ...caller, tokenKey }), position)
        log({ action: 'consumer.created', target: `consumer:${name}` })
      }
    })
    wake()
    return { consumer: await find(name, caller), isNew }
  }

  async function update(
    transaction: Change,
    version: number,
    before: Consumer,
    given: ConsumerChange,
    log: (entry: LoggedEntry) => void
  ): Promise<void> {
    const { id, name, config } = before
    const filter = given.filter ?? before.filter
    const ordering = given.ordering ?? before.ordering
    const next = { ...config, ladder: given.ladder ?? config.ladder, deadLetter: given.deadLetter ?? config.deadLetter }
    await updateConsumer(transaction, version, id, {
      ...SHARED,
      name,
      filter: { ...filter },
      ordering,
      shards: 1,
      config: next
    })
    if (ordering !== before.ordering) await reorder(transaction, { id, ordering, shards: before.shards })
    // An ack finds out by the filter what was handed out.
    else if (JSON.stringify(filter) !== JSON.stringify(before.filter)) await endLeases(transaction, id)
    log({ action: 'consumer.changed', target: `consumer:${name}` })
  }

  return {
    find,
    list,
    get,
    put,

    /** Every fault that the schema of a change cannot find. Parts that the schema refuses are missing. */
    async findFaults(caller: ConsumerCaller, name: string, given: ConsumerChange): Promise<Violation[]> {
      const { faults } = await look(query, name, given, caller)
      return [...checkFilter(given.filter ?? {}, channels), ...faults]
    },

    /** The consumer that a reader names. The first use creates it. */
    async use(caller: ConsumerCaller, name: string, given: ConsumerChange): Promise<Consumer> {
      const { before, faults } = await look(query, name, given, caller)
      if (faults.length > 0) throw new ShapeError(faults)
      return before ?? (await put(caller, name, given, true)).consumer
    },

    async remove(caller: ConsumerCaller, name: string): Promise<void> {
      await change(management, caller, async (transaction, _version, log) => {
        await deleteConsumer(transaction, (await find(name, caller, transaction)).id)
        log({ action: 'consumer.removed', target: `consumer:${name}` })
      })
      wake()
    },

    /** Moves every shard, and ends all leases. */
    async move(caller: ConsumerCaller, name: string, to: string): Promise<ConsumerView> {
      await find(name, caller)
      const start = positionOf(to, await readFeedBounds(query), '/to')
      if ('violation' in start) throw new ShapeError([start.violation])
      await change(management, caller, async (transaction, _version, log) => {
        await moveConsumer(transaction, (await find(name, caller, transaction)).id, start.position)
        log({ action: 'consumer.moved', target: `consumer:${name}`, detail: { to } })
      })
      wake()
      return get(name, caller)
    }
  }
}

const SHARED = { kind: 'pull', state: 'active', reason: null, sealed: null } as const

function rowOf(
  name: string,
  { filter = {}, shards, ordering, ladder, deadLetter }: ConsumerChange,
  { hotelSlugs, tokenKey }: Pick<ConsumerCaller, 'hotelSlugs'> & { tokenKey: string }
): NewConsumer {
  return {
    ...{ ...SHARED, name, filter: { ...filter } },
    ...{ ordering: ordering ?? DEFAULTS.ordering, shards: shards ?? DEFAULTS.shards },
    config: {
      ...{ ladder: ladder ?? DEFAULTS.ladder, deadLetter: deadLetter ?? DEFAULTS.deadLetter, tokenKey },
      ...(hotelSlugs && { hotels: hotelSlugs })
    }
  }
}

function invalid(path: string, message: string): ShapeError {
  const violation: Violation = { path, message }
  return new ShapeError([violation])
}
