import type { AdapterReading, PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { isProblem } from '../../../schemas/reading.ts'
import { bytesOf, type Fixture } from '../fixtures.ts'
import { openHarness } from '../harness.ts'
import { otherValues } from '../mutants.ts'
import { type AdapterCheck, mainVerifier, settingsFor, sign, type TestedAdapter } from '../tested-adapter.ts'

/** A repeated delivery makes no second event, and two different facts are not duplicates. */
export const duplicates: AdapterCheck = async (tested) => {
  const wrong: string[] = []
  for (const fixture of tested.fixtures) {
    wrong.push(...(await repetition(tested, fixture)), ...merged(tested, fixture))
  }
  return wrong
}

async function repetition(tested: TestedAdapter, fixture: Fixture): Promise<string[]> {
  const { adapter } = tested
  const verifier = mainVerifier(tested)
  const harness = await openHarness(adapter, settingsFor(tested, verifier))
  try {
    const body = bytesOf(fixture)
    const signed = sign(tested, verifier, body)
    const first = await harness.post(body, signed, fixture.headers)
    const again = await harness.post(body, signed, fixture.headers)
    const keyed = keyOf(adapter, fixture.body, { ...fixture.headers, ...signed.headers }) !== undefined
    if (keyed && again.events.length > 0) return [`${fixture.name}: a repeated delivery makes its events again`]
    if (again.events.length > first.events.length) return [`${fixture.name}: a repeated delivery makes more events`]
    return []
  } finally {
    await harness.close()
  }
}

// These happen once per entity, so the subject is a sufficient key.
const ONCE = /\.(created|received|sent|deleted)$/

/**
 * A key that holds nothing but what the event is about would make the second update of a reservation a repetition of
 * the first. So something in the delivery has to change the key and leave the events' types and subjects as they are.
 */
function merged({ adapter, violations }: TestedAdapter, { name, body, headers = {} }: Fixture): string[] {
  const key = keyOf(adapter, body, headers)
  const told = adapter.normalize(body)
  const repeats = told.some((one) => !isProblem(one) && one.type !== undefined && !ONCE.test(one.type))
  if (key === undefined || !repeats) return []
  if (keyOf(adapter, body, everyHeader('1')) !== keyOf(adapter, body, everyHeader('2'))) return []
  for (const { value } of otherValues(body)) {
    if (!violations.accepts(value) || about(adapter, value) !== about(adapter, body)) continue
    if (keyOf(adapter, value, headers) !== key) return []
  }
  return [`${name}: duplicateKey is the same for every event of its type and subject, so later ones would be lost`]
}

function about(adapter: PmsAdapter, body: unknown): string {
  const subjects = adapter
    .normalize(body)
    .map((one: AdapterReading) => (isProblem(one) ? [] : [one.type, one.kind, one.id]))
  return JSON.stringify([adapter.property?.(body), subjects])
}

function keyOf(adapter: PmsAdapter, body: unknown, headers: Readonly<Record<string, string>>): string | undefined {
  const key = adapter.duplicateKey?.(body, headers)
  return key === undefined ? undefined : JSON.stringify(key)
}

function everyHeader(value: string): Record<string, string> {
  return new Proxy<Record<string, string>>({}, { get: () => value })
}
