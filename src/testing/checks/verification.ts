import { verifiersOf } from '../../../plugins/pms/adapter-settings.ts'
import type { Signed, Verifier } from '../../contract/verifiers.ts'
import { bytesOf, type Fixture } from '../fixtures.ts'
import { type Harness, openHarness } from '../harness.ts'
import { anyJson } from '../mutants.ts'
import { type AdapterCheck, OLD_SECRET, settingsFor, sign, type TestedAdapter } from '../tested-adapter.ts'

const HOUR_MS = 3_600_000

/** Each verifier accepts the vendor, also with an older secret, and nobody else. */
export const verification: AdapterCheck = async (tested) => {
  const [fixture] = tested.fixtures
  if (fixture === undefined) return []
  const wrong: string[] = []
  for (const verifier of verifiersOf(tested.adapter)) {
    wrong.push(...doubtful(verifier), ...(await atTheDoor(tested, verifier, fixture)))
  }
  return wrong
}

async function atTheDoor(tested: TestedAdapter, verifier: Verifier, fixture: Fixture): Promise<string[]> {
  const body = bytesOf(fixture)
  const harness = await openHarness(tested.adapter, settingsFor(tested, verifier))
  const closed = await openHarness(tested.adapter, { ...settingsFor(tested, verifier), open: false })
  try {
    if (verifier.kind === 'none') {
      const opened = (await harness.post(body)).status
      const [kept] = harness.ledger.deliveries
      const shut = (await closed.post(body)).status
      if (opened !== 200 || kept?.verified !== false) return ['none() refuses requests although they are allowed']
      return shut === 401 ? [] : ['none() accepts requests although they are not allowed']
    }
    const current = sign(tested, verifier, body)
    const older = sign(tested, verifier, body, OLD_SECRET)
    const knock = async (what: string, expected: number, signed: Signed) => {
      const { status } = await harness.post(body, signed)
      return status === expected ? [] : [`${verifier.kind}: ${what} is answered ${status} instead of ${expected}`]
    }
    return [
      ...(await knock('its own signature', 200, current)),
      ...(await knock('the previous secret', 200, older)),
      ...(await knock('no credential', 401, {})),
      ...(await strangers(tested, verifier, body, knock)),
      ...(await bytes(harness, verifier, body, current))
    ]
  } finally {
    await harness.close()
    await closed.close()
  }
}

type Knock = (what: string, expected: number, signed: Signed) => Promise<string[]>

async function strangers(tested: TestedAdapter, verifier: Verifier, body: Buffer, knock: Knock): Promise<string[]> {
  const wrong: string[] = []
  const current = sign(tested, verifier, body)
  const old = sign(tested, verifier, body, undefined, Date.now() - HOUR_MS)
  const names = Object.keys(current.headers ?? {})
  if (verifier.kind !== 'address') {
    for (const [what, secret] of [
      ['another secret', 'operator:not-the-secret'],
      ['an empty secret', ''],
      ['the secret with a suffix', `${OLD_SECRET}-and-more`]
    ] as const)
      wrong.push(...(await knock(what, 401, sign(tested, verifier, body, secret))))
  }
  for (const name of names) {
    const without = Object.fromEntries(Object.entries(current.headers ?? {}).filter(([each]) => each !== name))
    wrong.push(...(await knock(`no ${name}`, 401, { ...current, headers: without })))
    wrong.push(...(await knock(`an empty ${name}`, 401, { ...current, headers: { ...without, [name]: '' } })))
  }
  // If the time is signed, an hour is too old.
  const isTimed = JSON.stringify(old.headers) !== JSON.stringify(current.headers)
  if (isTimed) wrong.push(...(await knock('a signature of an hour ago', 401, old)))
  if (current.address !== undefined) {
    wrong.push(...(await knock('another address', 401, { ...current, address: '203.0.113.99' })))
  }
  return wrong
}

/** A signature must cover every byte. */
async function bytes(harness: Harness, { kind }: Verifier, body: Buffer, signed: Signed): Promise<string[]> {
  if (kind !== 'signature') return []
  const more = await harness.post(Buffer.concat([body, Buffer.from(' ')]), signed)
  const other = await harness.post(Buffer.concat([Buffer.from(' '), body]), signed)
  return more.status === 401 && other.status === 401 ? [] : ['signature: an additional byte is accepted']
}

/** `check` returns a verdict for any input, and never `ok` for garbage. */
function doubtful(verifier: Verifier): string[] {
  if (verifier.kind === 'address') return []
  const odd = [undefined, '', ' ', 'Bearer', 'Basic Og==', 'v1,', ['a', 'b'], '\u0000', '='.repeat(5000)]
  const names = [
    'authorization',
    ...Object.keys(verifier.sign({ url: '', body: Buffer.from('{}') }, 'a:b').headers ?? {})
  ]
  const bodies = [...anyJson(20)].map((value) => Buffer.from(JSON.stringify(value) ?? ''))
  for (const given of odd) {
    for (const body of [Buffer.alloc(0), Buffer.from([0xff, 0x7b]), ...bodies]) {
      const headers = Object.fromEntries(names.map((name) => [name, given]))
      for (const secrets of [[], [''], ['a:b']]) {
        try {
          const request = { method: 'POST', url: '/%?token', headers, body, receivedAt: Date.now(), address: '' }
          if (verifier.check(request, secrets) === 'ok') return [`${verifier.kind}: check accepts garbage`]
        } catch {
          return [`${verifier.kind}: check throws instead of returning a verdict`]
        }
      }
    }
  }
  return []
}
