import { Type } from '@sinclair/typebox'
import { defineAdapter, thin } from '../../../plugins/pms/adapter.ts'
import { sharedSecret } from '../../../src/contract/verifiers.ts'

/** An adapter that does what its payload asks for, so that a worker thread which reads it never ends, or dies. */
export default defineAdapter({
  name: 'hostile',
  title: 'Hostile',
  docs: 'https://example.com',
  evidence: 'documented',
  verify: sharedSecret(),
  payload: Type.Object({ mode: Type.String() }),
  normalize({ mode }) {
    if (mode === 'loop') for (;;);
    if (mode === 'memory') for (const kept: string[][] = []; ; ) kept.push(Array.from({ length: 100_000 }, String))
    if (mode === 'exit') process.exit()
    if (mode === 'throw') throw new Error('on purpose')
    const count = mode === 'many' ? 20_000 : 1
    const note = mode === 'large' ? 'x'.repeat(4_000) : 'x'
    return Array.from({ length: count }, (_, at) => thin('guest.updated', 'guest', `${at}`, { note }))
  },
  reply: (payload) => payload && { contentType: 'text/plain', body: `read: ${payload.mode}` }
})
