import type { Violation } from '../../schemas/check.ts'
import type { Caller, Work } from '../accounts/management.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { DEFAULTS, positionOf } from '../consumers/consumer-options.ts'
import { reorder } from '../consumers/reorder.ts'
import { ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import {
  clearFailures,
  insertConsumer,
  type NewConsumer,
  readConsumer,
  readFeedBounds,
  updateConsumer
} from '../db/consumers/consumers.ts'
import { type Checks, checkDestination } from './check-destination.ts'
import { destinationOf } from './destination.ts'
import type { DestinationBody } from './destination-body.ts'
import { configOf, secretsOf } from './destination-settings.ts'
import { openSecrets, withSecrets } from './secrets.ts'

export type ChangeDestinations = <Result>(caller: Caller, work: Work<Result>) => Promise<Result>

interface PutOptions extends Checks {
  query: Database['query']
  sealing: readonly SealingKey[]
  change: ChangeDestinations
}

/** Creates a destination, or replaces its settings. `made`: a new signing secret. */
export async function putDestination(
  { query, sealing, change, ...checks }: PutOptions,
  caller: Caller,
  name: string,
  body: DestinationBody
): Promise<{ isNew: boolean; made: string | undefined }> {
  const violations = await checkDestination(body, checks)
  const bounds = await readFeedBounds(query)
  const start = positionOf(body.from, bounds, '/from')
  // It counts at creation only, but a cursor from the future is always a mistake.
  const replaced = positionOf(body.from, { ...bounds, removed: 0 }, '/from')
  return change(caller, async (transaction, version, log) => {
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
    const config = configOf(body, publicKey ?? before?.config.publicKey ?? null)
    const ordering = body.ordering ?? DEFAULTS.ordering
    const next: NewConsumer = {
      ...{ name, kind: 'webhook', state: before?.state ?? 'active', reason: before?.reason ?? null },
      ...{ filter: body.filter ?? {}, ordering, shards: before?.shards ?? body.shards ?? DEFAULTS.shards },
      ...withSecrets(name, config, secrets, sealing)
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
}
