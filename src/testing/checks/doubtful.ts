import type { Verifier } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { anyJson } from '../mutants.ts'
import { complain } from './door.ts'

/** `check` returns a result for any input, and never `ok` for garbage. */
export function* doubtful(verifier: Verifier): Generator<Complaint> {
  if (verifier.kind === 'address') return
  const odd = [undefined, '', ' ', 'Bearer', 'Basic Og==', 'v1,', ['a', 'b'], '\u0000', '='.repeat(5000)]
  const names = [
    'authorization',
    ...Object.keys(verifier.sign({ url: '', body: Buffer.from('{}') }, 'a:b').headers ?? {})
  ]
  const bodies = [...anyJson(20)].map((value) => Buffer.from(JSON.stringify(value) ?? ''))
  for (const given of odd) {
    for (const body of [Buffer.alloc(0), Buffer.from([0xff, 0x7b]), ...bodies]) {
      const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), given]))
      for (const secrets of [[], [''], ['a:b']]) {
        try {
          const request = { method: 'POST', url: '/%?token', headers, body, receivedAt: Date.now(), address: '' }
          if (verifier.check(request, secrets) !== 'ok') continue
          yield complain(`${verifier.kind}: check accepts garbage`)
          return
        } catch {
          yield complain(`${verifier.kind}: check throws instead of returning a result`)
          return
        }
      }
    }
  }
}
