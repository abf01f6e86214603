import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { absent } from './checks/absent.ts'
import { batches } from './checks/batches.ts'
import { declaration } from './checks/declaration.ts'
import { defaults } from './checks/defaults.ts'
import { fixtureSteps } from './checks/fixture-steps.ts'
import { handshakes } from './checks/handshakes.ts'
import { hostileInput } from './checks/hostile-input.ts'
import { ids } from './checks/ids.ts'
import { keys } from './checks/keys.ts'
import { messages } from './checks/messages.ts'
import { money } from './checks/money.ts'
import { names } from './checks/names.ts'
import { payloadSchema } from './checks/payload-schema.ts'
import { properties } from './checks/properties.ts'
import { purity } from './checks/purity.ts'
import { replies } from './checks/replies.ts'
import { times } from './checks/times.ts'
import { totality } from './checks/totality.ts'
import { verification } from './checks/verification.ts'
import { words } from './checks/words.ts'
import { sentenceOf } from './complaint.ts'
import { readFixtures } from './fixtures.ts'
import { type AdapterCheck, testedAdapter } from './tested-adapter.ts'
import { withoutNetwork } from './watch.ts'

const CHECKS: readonly AdapterCheck[] = [
  declaration,
  payloadSchema,
  fixtureSteps,
  purity,
  totality,
  words,
  ids,
  times,
  money,
  absent,
  defaults,
  names,
  properties,
  messages,
  batches,
  keys,
  replies,
  handshakes,
  verification,
  hostileInput
]

/**
 * Checks everything that Bellhook requires of an adapter, without a database. Returns all complaints at once, one sentence
 * each; the list is empty for a right adapter. `fixtures` is a folder of JSON files, see docs/write-an-adapter.md.
 */
export async function checkAdapter(adapter: PmsAdapter, fixtures: string | URL): Promise<string[]> {
  let read: ReturnType<typeof readFixtures>
  try {
    read = readFixtures(fixtures)
  } catch (error) {
    return [`fixtures: ${error instanceof Error ? error.message : 'the folder cannot be read'}`]
  }
  const tested = withoutNetwork(() => testedAdapter(adapter, read.fixtures))
  const sentences = [...read.wrong]
  for (const check of CHECKS) {
    try {
      for (const complaint of withoutNetwork(() => [...check(tested)])) sentences.push(sentenceOf(complaint))
    } catch (error) {
      sentences.push(
        `${check.name}: the check failed, ${error instanceof Error ? error.message : 'for an unknown reason'}`
      )
    }
  }
  return [...new Set(sentences)]
}
