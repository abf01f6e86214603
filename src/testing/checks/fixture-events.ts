import { isDeepStrictEqual } from 'node:util'
import { toUtc } from '../../../schemas/common.ts'
import { bytesOf, type Fixture } from '../fixtures.ts'
import { openHarness } from '../harness.ts'
import type { MadeEvent } from '../memory-ledger.ts'
import { type AdapterCheck, mainVerifier, settingsFor, sign, type TestedAdapter } from '../tested-adapter.ts'

/** Each fixture, sent through the gateway, becomes the events that it lists. */
export const fixtureEvents: AdapterCheck = async (tested) => {
  const wrong: string[] = []
  for (const fixture of tested.fixtures) wrong.push(...(await one(tested, fixture)))
  return wrong
}

async function one(tested: TestedAdapter, fixture: Fixture): Promise<string[]> {
  const verifier = mainVerifier(tested)
  const harness = await openHarness(tested.adapter, settingsFor(tested, verifier))
  try {
    const body = bytesOf(fixture)
    const posted = await harness.post(body, sign(tested, verifier, body), fixture.headers)
    const { name, events: expected } = fixture
    if (posted.status >= 300) return [`${name}: the gateway answers ${posted.status}`]
    const found = posted.events.map(({ type, subject: about }) => `${type} ${about}`)
    const wanted = expected.map(({ type, subject: about }) => `${type} ${about}`)
    if (!isDeepStrictEqual(found, wanted)) return [`${name}: the events are [${found}] instead of [${wanted}]`]
    return posted.events.flatMap((event, at) => [
      ...differences(event, expected[at], `/events/${at}`).map((place) => `${name}: ${place} differs`),
      ...timeOf(event).map((sentence) => `${name}: ${sentence}`)
    ])
  } finally {
    await harness.close()
  }
}

function timeOf({ time, type }: MadeEvent): string[] {
  if (time === undefined || toUtc(time) === time) return []
  return [`the time of ${type} must be RFC 3339 in UTC with milliseconds: 2024-03-15T14:00:00.000Z`]
}

/** Paths of the expected fields that differ. Fields that the fixture does not list may have any value. */
function differences(found: unknown, expected: unknown, path: string): string[] {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    return isDeepStrictEqual(found, expected) ? [] : [path]
  }
  if (typeof found !== 'object' || found === null) return [path]
  const fields = new Map<string, unknown>(Object.entries(found))
  return Object.entries(expected).flatMap(([name, value]) => differences(fields.get(name), value, `${path}/${name}`))
}
