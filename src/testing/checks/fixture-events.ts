import { isDeepStrictEqual } from 'node:util'
import { toUtc } from '../../../schemas/common.ts'
import { bytesOf, type Fixture } from '../fixtures.ts'
import { openHarness } from '../harness.ts'
import type { MadeEvent } from '../memory-ledger.ts'
import { type Look, mainVerifier, type Subject, settingsFor, sign } from '../tested-adapter.ts'

/** Each case, sent alone through the gateway, becomes the events it says. */
export const events: Look = async (subject) => {
  const wrong: string[] = []
  for (const fixture of subject.fixtures) wrong.push(...(await one(subject, fixture)))
  return wrong
}

async function one(subject: Subject, fixture: Fixture): Promise<string[]> {
  const verifier = mainVerifier(subject)
  const harness = await openHarness(subject.adapter, settingsFor(subject, verifier))
  try {
    const body = bytesOf(fixture)
    const posted = await harness.post(body, sign(subject, verifier, body), fixture.headers)
    const { name, events: expected } = fixture
    if (posted.status >= 300) return [`${name}: it is answered ${posted.status}`]
    const found = posted.events.map(({ type, subject: about }) => `${type} ${about}`)
    const wanted = expected.map(({ type, subject: about }) => `${type} ${about}`)
    if (!isDeepStrictEqual(found, wanted)) return [`${name}: it becomes [${found}] in place of [${wanted}]`]
    return posted.events.flatMap((event, at) => [
      ...differences(event, expected[at], `/events/${at}`).map((place) => `${name}: ${place} is another`),
      ...timeOf(event).map((sentence) => `${name}: ${sentence}`)
    ])
  } finally {
    await harness.close()
  }
}

function timeOf({ time, type }: MadeEvent): string[] {
  if (time === undefined || toUtc(time) === time) return []
  return [`the time of ${type} has to be RFC 3339 in UTC with milliseconds: 2024-03-15T14:00:00.000Z`]
}

/** Places where what was found is not what the case names; what it does not name may be anything. */
function differences(found: unknown, expected: unknown, path: string): string[] {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    return isDeepStrictEqual(found, expected) ? [] : [path]
  }
  if (typeof found !== 'object' || found === null) return [path]
  const fields = new Map<string, unknown>(Object.entries(found))
  return Object.entries(expected).flatMap(([name, value]) => differences(fields.get(name), value, `${path}/${name}`))
}
