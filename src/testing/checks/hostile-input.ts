import { bytesOf } from '../fixtures.ts'
import { type Harness, openHarness } from '../harness.ts'
import { anyJson, oddMutants } from '../mutants.ts'
import { type Look, mainVerifier, type Subject, settingsFor, sign } from '../tested-adapter.ts'

const MOST_MUTANTS = 150

/** What is proven and strange is kept and answered; nothing that is sent is our failure. */
export const strangeness: Look = async (subject) => {
  const harness = await openHarness(subject.adapter, settingsFor(subject, mainVerifier(subject)))
  try {
    return [
      ...(await misshapen(subject, harness)),
      ...(await anything(subject, harness)),
      ...(await greeting(subject, harness))
    ]
  } finally {
    await harness.close()
  }
}

async function misshapen(subject: Subject, harness: Harness): Promise<string[]> {
  const wrong: string[] = []
  for (const [body, expected] of [
    ['[]', 200],
    ['7', 200],
    ['"text"', 200],
    ['{"', 400],
    ['not json', 400]
  ] as const) {
    if (expected === 200 && subject.violations.accepts(JSON.parse(body))) continue
    // A credential in the body cannot be in a body that is no object.
    const signed = sign(subject, mainVerifier(subject), Buffer.from(body))
    const kept = harness.ledger.deliveries.length
    const { status, events } = await harness.post(body, signed)
    if (status === 401 && mainVerifier(subject).credentials) continue
    if (status !== expected) wrong.push(`a signed ${body} is answered ${status} in place of ${expected}`)
    if (events.length > 0) wrong.push(`a signed ${body} becomes an event`)
    const last = harness.ledger.deliveries[kept]
    if (last?.outcome !== 'quarantined') wrong.push(`a signed ${body} is not kept as quarantined`)
  }
  return wrong
}

/** Any JSON, and each fixture with anything in any place: 2xx or 4xx. */
async function anything(subject: Subject, harness: Harness): Promise<string[]> {
  const mutants = subject.fixtures.flatMap(({ body }) => [...oddMutants(body)].map(({ value }) => value))
  const step = Math.max(1, Math.floor(mutants.length / MOST_MUTANTS))
  const some = mutants.filter((_, at) => at % step === 0)
  for (const value of [...anyJson(100), ...some]) {
    const body = bytesOf({ body: value ?? null })
    const { status, reply } = await harness.post(body, sign(subject, mainVerifier(subject), body))
    if (status >= 500) return [`${body.toString().slice(0, 80)} is answered ${status}`]
    if (reply.body.includes('its reader failed')) return [`normalize fails for ${body.toString().slice(0, 80)}`]
  }
  return []
}

/** A handshake is answered with what the vendor expects, is proven like a delivery, and is not kept. */
async function greeting(subject: Subject, harness: Harness): Promise<string[]> {
  const { handshake } = subject.adapter
  // An empty body has no place for a credential.
  if (handshake === undefined || mainVerifier(subject).credentials) return []
  const { method, query, answer } = handshake.sign()
  const signed = sign(subject, mainVerifier(subject), Buffer.alloc(0))
  const kept = harness.ledger.deliveries.length
  const asked = { ...signed, query: { ...signed.query, ...query } }
  const reply = method === 'GET' ? await harness.get(asked) : (await harness.post('', asked)).reply
  const stranger =
    method === 'GET' ? await harness.get({ ...(query ? { query } : {}) }) : (await harness.post('')).reply
  return [
    ...(reply.statusCode === 200 && reply.body === answer
      ? []
      : ['its handshake is not answered as the vendor expects']),
    ...(stranger.statusCode === 401 || mainVerifier(subject).kind === 'none'
      ? []
      : ['its handshake answers strangers']),
    ...(harness.ledger.deliveries.length === kept ? [] : ['its handshake is kept like a delivery'])
  ]
}
