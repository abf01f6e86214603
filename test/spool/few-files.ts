import { closeSync, openSync } from 'node:fs'
import { openSpool } from '../../src/spool/spool.ts'
import { delivery, silent } from '../ledger/fixture.ts'

// A process that may open few files only, for spool-folder.test.ts: node few-files.js FOLDER. Prints what the spool says while
// all of them are open, and afterwards.

const [, , folder = ''] = process.argv
const spool = await openSpool({ folder, maxBytes: 1e9, log: silent })
await spool.append(delivery())
const [file = ''] = await spool.seal()

const taken = takeAll()
const seal = await codeOf(spool.seal())
const read = await codeOf(spool.read(file))
for (const descriptor of taken) closeSync(descriptor)

const { damaged } = spool.status()
const [again = ''] = await spool.seal()
const deliveriesAfterwards = (await spool.read(again)).length
process.stdout.write(JSON.stringify({ seal, read, damaged, deliveriesAfterwards }))

function takeAll(): number[] {
  const descriptors: number[] = []
  for (;;) {
    try {
      descriptors.push(openSync('/dev/null', 'r'))
    } catch {
      // There are no more, which is what this is for.
      return descriptors
    }
  }
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    ({ code }) => code
  )
}
