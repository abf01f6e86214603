import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { type Fixture, readFixtures } from './fixtures.ts'
import { contract } from './look/contract.ts'
import { events } from './look/events.ts'
import { facts } from './look/facts.ts'
import { payload } from './look/payload.ts'
import { proof } from './look/proof.ts'
import { purity } from './look/purity.ts'
import { strangeness } from './look/strangeness.ts'
import { type Look, subjectOf } from './subject.ts'

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
