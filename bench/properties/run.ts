import { parseArgs } from 'node:util'
import { bodies } from './bodies.ts'
import { stopDatabaseServer } from './database.ts'
import { eventLoop } from './event-loop.ts'
import { gateways } from './gateways.ts'
import { histories } from './histories.ts'
import { linear } from './linear/linear.ts'
import type { Report, Say } from './report.ts'
import { sentinels } from './sentinels.ts'
import { sockets } from './sockets.ts'

const PROPERTIES: Readonly<Record<string, readonly [size: number, run: (size: number, say: Say) => Promise<Report>]>> =
  {
    histories: [10_000, histories],
    bodies: [1_000_000, bodies],
    linear: [1_000, linear],
    'event-loop': [500, eventLoop],
    sentinels: [20, sentinels],
    sockets: [500, sockets],
    gateways: [20_000, gateways]
  }

const HELP = `Usage: npm run properties -- [--only <name>] [--size <number>]

Runs the properties at full length, or one of them at any size. Uses TEST_DATABASE_URL, else the
embedded PostgreSQL of the tests. Ends with 1 where a property does not hold.

${Object.entries(PROPERTIES)
  .map(([name, [size]]) => `  ${name.padEnd(12)}${size}`)
  .join('\n')}
`

const { values } = parseArgs({
  options: { only: { type: 'string' }, size: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
})
const chosen = Object.entries(PROPERTIES).filter(([name]) => values.only === undefined || values.only === name)
if (values.help || chosen.length === 0) {
  process.stdout.write(HELP)
  process.exit(values.help ? 0 : 2)
}

let failed = false
for (const [name, [size, run]] of chosen) {
  const { failures, counts } = await run(Number(values.size ?? size), say)
  for (const [what, count] of Object.entries(counts)) say(`  ${String(count).padStart(9)}  ${what}`)
  for (const failure of failures) say(`  FAILED: ${failure}`)
  say(`${name}: ${failures.length === 0 ? 'holds' : `${failures.length} failures`}`)
  failed ||= failures.length > 0
}
await stopDatabaseServer()
process.exit(failed ? 1 : 0)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
