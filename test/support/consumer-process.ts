import { createClient } from '../../client/client.ts'

// A consumer in a process of its own: node consumer-process.js URL TOKEN LAST. It says which events it handles, and never ends with the
// event whose subject is LAST.

const [, , url = '', token = '', last = ''] = process.argv
const worker = createClient({ url, token }).consume(
  'butler',
  async ({ subject }, { attempt }) => {
    process.send?.({ subject, attempt })
    if (subject === last) await new Promise(() => undefined)
  },
  { from: 'start', lease: 1 }
)
await worker.done
