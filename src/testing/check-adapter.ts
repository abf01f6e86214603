import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { contract } from './checks/declaration.ts'
import { facts } from './checks/duplicates.ts'
import { events } from './checks/fixture-events.ts'
import { strangeness } from './checks/hostile-input.ts'
import { payload } from './checks/payload-schema.ts'
import { purity } from './checks/pure-normalize.ts'
import { proof } from './checks/verification.ts'
import { type Fixture, readFixtures } from './fixtures.ts'
import { type Look, subjectOf } from './tested-adapter.ts'

const LOOKS: Readonly<Record<string, Look>> = { contract, payload, purity, events, proof, facts, strangeness }

/**
 * Runs an adapter through everything that Bellhook asks of one, without a database. Returns what is wrong, one sentence
 * each; an empty list is a good adapter. `fixtures` is a folder of JSON files, see docs/write-an-adapter.md.
 */
export async function checkAdapter(adapter: PmsAdapter, fixtures: string | URL): Promise<string[]> {
  let cases: Fixture[]
  try {
    cases = readFixtures(fixtures)
  } catch (error) {
    return [`fixtures: ${error instanceof Error ? error.message : 'they cannot be read'}`]
  }
  const subject = subjectOf(adapter, cases)
  const wrong: string[] = []
  for (const [name, look] of Object.entries(LOOKS)) {
    try {
      wrong.push(...(await look(subject)).map((sentence) => `${name}: ${sentence}`))
    } catch (error) {
      wrong.push(
        `${name}: it could not be looked at, ${error instanceof Error ? error.message : 'for an unknown reason'}`
      )
    }
  }
  return wrong
}
