import { closeSync, openSync } from 'node:fs'
import { openSpool } from '../../src/spool/spool.ts'
import { delivery, silent } from '../ledger/fixture.ts'

// Runs in a process that may open only a few files. spool-folder.test.ts starts it: node few-files.js FOLDER. Prints how the spool
// behaves while no more files can be opened, and afterwards.

const [, , folder] = process.argv
if (folder === undefined) throw new Error('few-files.js needs a folder: spool-folder.test.js runs it')
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
      // All are open now.
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
