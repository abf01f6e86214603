import { bytesOf } from '../fixtures.ts'
import { type Harness, openHarness } from '../harness.ts'
import { anyJson, oddMutants } from '../mutants.ts'
import { type AdapterCheck, mainVerifier, settingsFor, sign, type TestedAdapter } from '../tested-adapter.ts'

const MOST_MUTANTS = 150

/** Verified but unexpected input is stored and answered. No input causes a 5xx. */
export const hostileInput: AdapterCheck = async (tested) => {
  const harness = await openHarness(tested.adapter, settingsFor(tested, mainVerifier(tested)))
  try {
    return [
      ...(await misshapen(tested, harness)),
      ...(await anything(tested, harness)),
      ...(await handshake(tested, harness))
    ]
  } finally {
    await harness.close()
  }
}

async function misshapen(tested: TestedAdapter, harness: Harness): Promise<string[]> {
  const wrong: string[] = []
  for (const [body, expected] of [
    ['[]', 200],
    ['7', 200],
    ['"text"', 200],
    ['{"', 400],
    ['not json', 400]
  ] as const) {
    if (expected === 200 && tested.violations.accepts(JSON.parse(body))) continue
    // A credential in the body cannot be in a body that is no object.
    const signed = sign(tested, mainVerifier(tested), Buffer.from(body))
    const kept = harness.ledger.deliveries.length
    const { status, events } = await harness.post(body, signed)
    if (status === 401 && mainVerifier(tested).credentials) continue
    if (status !== expected) wrong.push(`a signed ${body} is answered ${status} instead of ${expected}`)
    if (events.length > 0) wrong.push(`a signed ${body} makes an event`)
    const last = harness.ledger.deliveries[kept]
    if (last?.outcome !== 'quarantined') wrong.push(`a signed ${body} is not stored as quarantined`)
  }
  return wrong
}

/** Any JSON, and each fixture with anything in any place: 2xx or 4xx. */
async function anything(tested: TestedAdapter, harness: Harness): Promise<string[]> {
  const mutants = tested.fixtures.flatMap(({ body }) => [...oddMutants(body)].map(({ value }) => value))
  const step = Math.max(1, Math.floor(mutants.length / MOST_MUTANTS))
  const some = mutants.filter((_, at) => at % step === 0)
  for (const value of [...anyJson(100), ...some]) {
    const body = bytesOf({ body: value ?? null })
    const { status, reply } = await harness.post(body, sign(tested, mainVerifier(tested), body))
    if (status >= 500) return [`${body.toString().slice(0, 80)} is answered ${status}`]
    if (reply.body.includes('its reader failed')) return [`normalize fails for ${body.toString().slice(0, 80)}`]
  }
  return []
}

/** A handshake gets the expected answer, is verified like a delivery, and is not stored. */
async function handshake(tested: TestedAdapter, harness: Harness): Promise<string[]> {
  const { handshake: declared } = tested.adapter
  // An empty body has no place for a credential.
  if (declared === undefined || mainVerifier(tested).credentials) return []
  const { method, query, answer } = declared.sign()
  const signed = sign(tested, mainVerifier(tested), Buffer.alloc(0))
  const kept = harness.ledger.deliveries.length
  const asked = { ...signed, query: { ...signed.query, ...query } }
  const reply = method === 'GET' ? await harness.get(asked) : (await harness.post('', asked)).reply
  const stranger =
    method === 'GET' ? await harness.get({ ...(query ? { query } : {}) }) : (await harness.post('')).reply
  return [
    ...(reply.statusCode === 200 && reply.body === answer
      ? []
      : ['the handshake does not get the answer that the vendor expects']),
    ...(stranger.statusCode === 401 || mainVerifier(tested).kind === 'none'
      ? []
      : ['the handshake answers unverified requests']),
    ...(harness.ledger.deliveries.length === kept ? [] : ['the handshake is stored like a delivery'])
  ]
}
