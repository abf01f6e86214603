import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { declaration } from './checks/declaration.ts'
import { duplicates } from './checks/duplicates.ts'
import { fixtureEvents } from './checks/fixture-events.ts'
import { hostileInput } from './checks/hostile-input.ts'
import { payloadSchema } from './checks/payload-schema.ts'
import { pureNormalize } from './checks/pure-normalize.ts'
import { verification } from './checks/verification.ts'
import { type Fixture, readFixtures } from './fixtures.ts'
import { type AdapterCheck, testedAdapter } from './tested-adapter.ts'

const CHECKS: Readonly<Record<string, AdapterCheck>> = {
  declaration,
  payload: payloadSchema,
  normalize: pureNormalize,
  events: fixtureEvents,
  verification,
  duplicates,
  'hostile input': hostileInput
}

/**
 * Checks everything that Bellhook requires of an adapter, without a database. Returns one sentence for each problem; the list is empty
 * for a correct adapter. `fixtures` is a folder of JSON files, see docs/write-an-adapter.md.
 */
export async function checkAdapter(adapter: PmsAdapter, fixtures: string | URL): Promise<string[]> {
  let cases: Fixture[]
  try {
    cases = readFixtures(fixtures)
  } catch (error) {
    return [`fixtures: ${error instanceof Error ? error.message : 'the files cannot be read'}`]
  }
  const tested = testedAdapter(adapter, cases)
  const problems: string[] = []
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      problems.push(...(await check(tested)).map((sentence) => `${name}: ${sentence}`))
    } catch (error) {
      problems.push(`${name}: the check failed, ${error instanceof Error ? error.message : 'for an unknown reason'}`)
    }
  }
  return problems
}
