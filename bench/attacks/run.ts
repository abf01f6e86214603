import { parseArgs } from 'node:util'
import { BOUNDS } from './bounds.ts'
import { type Case, cases, casesNamed } from './cases.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { canMakeCrowd } from './crowd.ts'
import { lineOf, type Row, toJson, toMarkdown, toRow } from './report.ts'
import { playAttacks } from './stage.ts'

const HELP = `Usage: npm run attacks -- [--only NAME]... [--seconds N] [--json | --markdown] [--list]

Attacks the gateway as shipped, on a PostgreSQL server of its own, while ordinary signed requests go on. Takes about twelve
minutes. Needs Linux, because each party has its own address in 127.0.0.0/8. Nothing leaves this machine.

  --only      runs one attack with its control, or one case such as tiny-chunks/control; may be repeated
  --seconds   duration of each attack, in place of its own
  --json      prints the figures as JSON
  --markdown  prints the table for docs/reliability.md
  --list      prints the names of all cases

While an attack runs: the process survives with less than ${BOUNDS.rssMb} MB, /healthz answers within ${BOUNDS.healthMs} ms, and every ordinary
request is acknowledged within ${BOUNDS.ackMs} ms and on the feed within ${BOUNDS.feedMs / 1_000} s. Afterwards the spool is empty, a restart works,
and each acknowledged event is on the feed exactly once. Exits with 1 if any of this does not hold, or if an attack does
no harm to its control, which is the same gateway with one defense switched off.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
if (values.list) {
  for (const { name, what } of cases) process.stdout.write(`${name.padEnd(32)}${what}\n`)
  process.exit(0)
}
const unknown = values.only.find((name) => casesNamed(name) === undefined)
if (unknown !== undefined) refuse(`there is no attack ${unknown}; see --list`)
if (!/^[1-9]\d*$/.test(values.seconds ?? '1')) refuse(`--seconds ${values.seconds} is not a whole number from 1`)
if (process.platform !== 'linux') refuse('this needs Linux, where all of 127.0.0.0/8 is this machine')

if (!canMakeCrowd())
  refuse('this process may open too few files: raise the hard limit, for example with `ulimit -Hn 20000`')

const named = values.only.flatMap((name) => casesNamed(name) ?? [])
const chosen = cases.filter((one) => values.only.length === 0 || named.includes(one))
const cluster = await openCluster()
const rows: Row[] = []
for (const one of chosen) {
  const row = await play(one, cluster)
  say(`[${rows.length + 1}/${chosen.length}] ${lineOf(row)}`)
  rows.push(row)
}
await cluster.close()

const failed = rows.filter((row) => row.failed)
say(`${rows.length - failed.length} of ${rows.length} as they should be`)
if (values.json) process.stdout.write(toJson(rows, BOUNDS, cluster.version))
else if (values.markdown) process.stdout.write(toMarkdown(rows))
else console.table(tableOf(rows))
process.exit(failed.length > 0 ? 1 : 0)

async function play(one: Case, cluster: Cluster): Promise<Row> {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1_000)
  try {
    const length = values.seconds === undefined ? {} : { seconds: Number(values.seconds) }
    return toRow(one, await playAttacks({ cluster, ...one.options, ...length }), seconds())
  } catch (error) {
    const { name, what, isControl } = one
    return { name, what, isControl, failed: true, result: `failed: ${error}`, seconds: seconds(), outcome: undefined }
  }
}

function tableOf(rows: readonly Row[]) {
  return rows.map(({ name, outcome, result }) => ({
    attack: name,
    'healthz ms': Math.round(outcome?.figures.healthMs ?? 0),
    'ack ms': Math.round(outcome?.figures.ackMs ?? 0),
    'feed ms': Math.round(outcome?.figures.feedMs ?? 0),
    'RSS MB': Math.round(outcome?.figures.rssMb ?? 0),
    result: result.slice(0, 100)
  }))
}

/** Progress goes to stderr, so that stdout has only the table. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function refuse(mistake: string): never {
  process.stderr.write(`attacks: ${mistake}\n`)
  process.exit(2)
}
