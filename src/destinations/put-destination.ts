import type { Caller, Work } from '../accounts/management.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { DEFAULTS } from '../consumers/consumer-options.ts'
import { reorder } from '../consumers/reorder.ts'
import { storedFaults } from '../consumers/stored-faults.ts'
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
  return change(caller, async (transaction, version, log) => {
    const row = await readConsumer(transaction, name)
    const { faults, position } = storedFaults('webhook', row, body, bounds)
    const all = [...violations, ...faults]
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
      await insertConsumer(transaction, version, next, position)
    }
    return { isNew: before === undefined, made }
  })
}
