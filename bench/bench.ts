import { parseArgs } from 'node:util'
import { accounts } from './accounts.ts'
import { batch } from './batch.ts'
import { startCluster } from './fixture.ts'
import { numbers } from './numbers.ts'
import { overload } from './overload.ts'
import { pages } from './pages.ts'
import { redaction } from './redaction.ts'
import { createReport } from './report.ts'
import { retention } from './retention.ts'
import { rows } from './rows.ts'
import { stream } from './stream.ts'
import { throughput } from './throughput.ts'

const PARTS = { throughput, batch, stream, pages, overload, rows, retention, redaction, numbers, accounts }

const HELP = `Usage: npm run bench -- [options]

Measures Bellhook against the same server that stores nothing, and against one that commits each request. The servers
take turns. After each run it checks that each acknowledged delivery is on the feed exactly once.

  --only PART      ${Object.keys(PARTS).join(', ')}; may be repeated
  --rounds N       5
  --seconds N      length of a run: 6
  --overload N     seconds of overload: 60
  --out FILE       bench.json

Uses the server of BENCH_DATABASE_URL, or else an embedded PostgreSQL. Everything takes about half an hour.
The exit code is 1 if a figure misses its bound.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    overload: { type: 'string', default: '60' },
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
  overloadSeconds: Number(values.overload)
})
const cluster = await startCluster()
try {
  for (const [name, part] of Object.entries(PARTS)) if (values.only.includes(name)) await part(cluster, report)
} finally {
  await cluster.stop()
}
process.exit(report.end(values.out, cluster.version) > 0 ? 1 : 0)
