import type { Complaint } from '../complaint.ts'
import { type Gateway, openGateway, type Posted } from '../gateway.ts'
import { anyJson } from '../mutants.ts'
import { type AdapterCheck, keysFor, mainVerifier, sign, type TestedAdapter } from '../tested-adapter.ts'

/** Verified but unexpected input is stored and answered. No input makes the adapter fail. */
export const hostileInput: AdapterCheck = function* (tested) {
  const gateway = openGateway(tested.adapter, keysFor(tested, mainVerifier(tested)).settings)
  yield* misshapen(tested, gateway)
  for (const value of anyJson(60)) {
    const { defect } = post(tested, gateway, JSON.stringify(value ?? null))
    if (defect === undefined) continue
    const why = defect instanceof Error ? defect.message : 'no Error'
    yield {
      check: 'hostile input',
      text: `the adapter throws for ${JSON.stringify(value).slice(0, 80)}: ${why}`
    } satisfies Complaint
    return
  }
}

function* misshapen(tested: TestedAdapter, gateway: Gateway): Generator<Complaint> {
  for (const body of ['[]', '7', '"text"', '{"', 'not json', '<a', '\u0000']) {
    const { reply, kept } = post(tested, gateway, body)
    // A credential in the body cannot be in a body of another form.
    if (reply.status === 401 && isInBody(tested)) continue
    const complain = (text: string): Complaint => ({
      check: 'hostile input',
      text: `a signed ${JSON.stringify(body)} ${text}`
    })
    if (kept === undefined) yield complain(`is answered ${reply.status} and not stored`)
    else if (kept.events.length > 0) yield complain('makes an event')
    else if (kept.outcome !== 'quarantined' && body !== '[]') yield complain('is not stored as quarantined')
  }
}

function post(tested: TestedAdapter, gateway: Gateway, body: string): Posted {
  const verifier = mainVerifier(tested)
  const step = { body, contentType: 'text/plain' }
  const signed = sign(tested, verifier, step, keysFor(tested, verifier).current)
  return gateway.send({ body: Buffer.from(body), headers: { 'content-type': contentTypeOf(tested) } }, signed)
}

function contentTypeOf({ adapter: { decode = 'json' } }: TestedAdapter): string {
  if (decode === 'form') return 'application/x-www-form-urlencoded'
  return decode === 'xml' ? 'application/xml' : 'application/json'
}

/** True: the vendor's credential is in the body, and nowhere else. */
function isInBody(tested: TestedAdapter): boolean {
  const verifier = mainVerifier(tested)
  const step = { body: {}, contentType: 'application/json' }
  const { headers = {}, query = {}, address } = sign(tested, verifier, step, keysFor(tested, verifier).current)
  return Object.keys({ ...headers, ...query }).length === 0 && address === undefined
}
