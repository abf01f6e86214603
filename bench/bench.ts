import { parseArgs } from 'node:util'
import { accounts } from './accounts.ts'
import { batch } from './batch.ts'
import { dashboard } from './dashboard.ts'
import { delivery } from './delivery/delivery.ts'
import { startCluster } from './fixture.ts'
import { hydration } from './hydration.ts'
import { numbers } from './numbers.ts'
import { overload } from './overload.ts'
import { pages } from './pages.ts'
import { profile } from './profile.ts'
import { redaction } from './redaction.ts'
import { createReport } from './report.ts'
import { retention } from './retention.ts'
import { rows } from './rows.ts'
import { stream } from './stream.ts'
import { yardsticks } from './yardsticks/yardsticks.ts'

const PARTS = {
  yardsticks,
  batch,
  stream,
  delivery,
  hydration,
  pages,
  overload,
  rows,
  retention,
  redaction,
  numbers,
  accounts,
  dashboard,
  profile
}

const HELP = `Usage: npm run bench -- [options]

Measures Bellhook against servers that anyone would write: one that only verifies, one that commits in groups, and one
with a transaction for each request. They take turns. It checks that each acknowledged delivery is on the feed once.

  --only PART      ${Object.keys(PARTS).join(', ')}; may be repeated
  --rounds N       5
  --seconds N      length of a run: 6
  --overload N     seconds of overload: 60
  --against DIR    also compares with another build of Bellhook, compiled in this folder
  --out FILE       bench.json

Needs wrk, and Linux. Uses the server of BENCH_DATABASE_URL, or else an embedded PostgreSQL. Everything takes about half an hour.
The exit code is 1 if a figure misses its bound.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    overload: { type: 'string', default: '60' },
    against: { type: 'string' },
    out: { type: 'string', default: 'bench.json' },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
const unknown = values.only.filter((name) => !Object.hasOwn(PARTS, name))
if (values.help || unknown.length > 0) {
  process.stdout.write(unknown.length > 0 ? `There is no part "${unknown[0]}".\n\n${HELP}` : HELP)
  process.exit(values.help ? 0 : 2)
}

const report = createReport({
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  overloadSeconds: Number(values.overload),
  against: values.against
})
const cluster = await startCluster()
try {
  for (const [name, part] of Object.entries(PARTS)) if (values.only.includes(name)) await part(cluster, report)
} finally {
  await cluster.stop()
}
process.exit(report.end(values.out, cluster.version) > 0 ? 1 : 0)
