import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { machine } from '../machine.ts'
import { ownerScenarios } from './delivery/owner-scenarios.ts'
import { judge, summary } from './judge.ts'
import type { OwnScenario } from './own-scenario.ts'
import { recordScenarios } from './play-records.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { NoSmallDisk } from './small-disk.ts'
import { stage, type Tally } from './stage.ts'

const ownScenarios = [...recordScenarios, ...ownerScenarios]
const NAMES: readonly string[] = [...scenarios, ...ownScenarios].map(({ name }) => name)

const HELP = `Crash tests: the gateway under load, and what it depends on breaks. Takes about half an hour.

  npm run torture -- [--only NAME]... [--cycles N] [--seconds N] [--connections N] [--workers N] [--out FILE]

  --only         one scenario, also several times: ${NAMES.join(', ')}
  --cycles       how often the fault happens, instead of each scenario's own number
  --seconds      how long it lasts, where it lasts
  --connections  senders (32)
  --workers      processes of the gateway (1)
  --out          where the figures go as JSON (torture.json)

Ends with 1 when an acknowledged delivery is lost, an event is doubled, anything else did not hold, or a control, which
is a gateway that breaks a promise on purpose, did not show it.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [...NAMES] },
    cycles: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '32' },
    workers: { type: 'string', default: '1' },
    out: { type: 'string', default: 'torture.json' },
    help: { type: 'boolean', default: false }
  }
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const unknown = values.only.find((name) => !NAMES.includes(name))
const wrong = (['cycles', 'seconds', 'connections', 'workers'] as const).find(
  (name) => !/^[1-9]\d*$/.test(values[name] ?? '1')
)
if (unknown !== undefined || wrong !== undefined) {
  const mistake = unknown === undefined ? `--${wrong} has to be a whole number` : `there is no scenario ${unknown}`
  process.stderr.write(`torture: ${mistake}; see --help\n`)
  process.exit(2)
}

interface Row extends Partial<Tally> {
  name: string
  cycles: number
  seconds: number
  took: number
  failed: boolean
  result: string
}

const rows: Row[] = []
for (const scenario of scenarios.filter(({ name }) => values.only.includes(name))) rows.push(await play(scenario))
for (const scenario of ownScenarios.filter(({ name }) => values.only.includes(name))) rows.push(await playOwn(scenario))

const table = rows.map(({ name, cycles, seconds, acked, lost, duplicated, took, result }) => {
  return { name, cycles, seconds, acked, lost, duplicated, took, result }
})
console.table(table)
const report = {
  ...machine(),
  postgres: rows.find(({ postgres }) => postgres !== undefined)?.postgres,
  scenarios: rows.map(({ postgres: _, ...row }) => row)
}
writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`)
process.exit(rows.some(({ failed }) => failed) ? 1 : 0)

async function playOwn({ name, usual, ...scenario }: OwnScenario): Promise<Row> {
  const cycles = Number(values.cycles ?? scenario.cycles)
  const seconds = Number(values.seconds ?? scenario.seconds)
  const began = performance.now()
  const say = (progress: string) => console.log(`${name}: ${progress}`)
  const { failures, ...counts } = await scenario.play({ cycles, seconds, say })
  const took = Math.round((performance.now() - began) / 1_000)
  const result = failures.join('; ') || usual
  return { name, cycles, seconds, ...counts, took, failed: failures.length > 0, result }
}

async function play(scenario: Scenario): Promise<Row> {
  const { name } = scenario
  const cycles = Number(values.cycles ?? scenario.cycles)
  const seconds = Number(values.seconds ?? scenario.seconds)
  const connections = Number(values.connections)
  const workers = Number(values.workers)
  const began = performance.now()
  const took = () => Math.round((performance.now() - began) / 1_000)
  const say = (progress: string) => console.log(`${name}: ${progress}`)
  const base = { name, cycles, seconds }
  try {
    const tally = await stage({ connections, workers, pauseMs: 0, ...scenario }, (all) =>
      scenario.fault(all, { cycles, seconds, say })
    )
    const failures = judge(tally, scenario.variant)
    say(summary(tally))
    const result = failures.join('; ') || (scenario.variant === undefined ? 'holds' : 'caught')
    return { ...base, ...tally, took: took(), failed: failures.length > 0, result }
  } catch (error) {
    const failed = !(error instanceof NoSmallDisk)
    const result = failed ? `failed: ${error}` : `skipped: ${error.message}`
    say(result)
    return { ...base, took: took(), failed, result }
  }
}
