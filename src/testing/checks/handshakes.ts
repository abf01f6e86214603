import type { Complaint } from '../complaint.ts'
import { bytesOf } from '../fixtures.ts'
import { openGateway } from '../gateway.ts'
import { type AdapterCheck, headersOf, keysFor, mainVerifier, sign } from '../tested-adapter.ts'

/** A handshake gets the expected answer, is verified like a delivery, and takes no delivery for one. */
export const handshakes: AdapterCheck = function* (tested) {
  const { handshake } = tested.adapter
  if (handshake === undefined) return
  const complain = (text: string): Complaint => ({ check: 'handshake', text })
  for (const fixture of tested.fixtures) {
    const [step] = fixture.steps
    if (step === undefined) continue
    const request = { method: 'POST', url: 'https://h/', headers: headersOf(step), body: bytesOf(step) }
    if (handshake.check(request) === undefined) continue
    yield { ...complain('it answers a delivery, which is then lost'), fixture: fixture.name }
    return
  }
  const verifier = mainVerifier(tested)
  // An empty body has no place for a credential.
  if (verifier.credentials) return
  const { settings, current } = keysFor(tested, verifier)
  const gateway = openGateway(tested.adapter, settings)
  const { method, query, headers = {}, body = '', answer } = handshake.sign()
  const bytes = Buffer.from(body)
  const signed = sign(tested, verifier, { body, contentType: 'text/plain', headers }, current)
  const asked = { ...signed, query: { ...signed.query, ...query } }
  const { reply } = gateway.send({ method, body: bytes, headers }, asked)
  if (reply.status !== 200 || reply.body !== answer)
    yield complain('it does not get the answer that the vendor expects')
  const stranger = gateway.send({ method, body: bytes, headers }, query === undefined ? {} : { query })
  if (stranger.reply.status !== 401 && verifier.kind !== 'none')
    yield complain('it answers a request that is not verified')
}
