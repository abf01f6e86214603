import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from '../src/embedded/embedded.ts'
import { ROOT } from '../test/support/root.ts'

// Runs each process of `npm test` alone, and prints what it costs, in seconds: processor time of the process and of those that it starts,
// processor time of the shared PostgreSQL server, and the time that has passed. If more time has passed than the processor has worked,
// the tests wait. Needs /proc of Linux. Run it with: npm run test:times -- [FILE ...]

const MS_OF_TICK = 10
const NODE_OPTIONS = ['lazy-source-maps', 'plain-children'].map((name) => `--import=./dist/test/support/${name}.js`)

const { url, directory, stop } = await startEmbedded(join(ROOT, '.test-data'), () => undefined)
const postmaster = readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n')[0]

try {
  execFileSync(process.execPath, ['dist/test/support/start-database.js'], { cwd: ROOT })
  const files = process.argv.length > 2 ? process.argv.slice(2) : listTests()
  console.log('tests  database  passed  file')
  const sums = [0, 0, 0]
  for (const file of files) {
    const costs = await costsOf(file)
    for (const [at, cost] of costs.entries()) sums[at] = (sums[at] ?? 0) + cost
    print(costs, file)
  }
  print(sums, `${files.length} files`)
} finally {
  await stop()
}

function print(costs: readonly number[], name: string): void {
  const [tests = '', database = '', passed = ''] = costs.map((ms) => (ms / 1000).toFixed(1))
  console.log(`${tests.padStart(5)}  ${database.padStart(8)}  ${passed.padStart(6)}  ${name}`)
}

async function costsOf(file: string): Promise<[tests: number, database: number, passed: number]> {
  const before = [ofEndedChildren('self'), ofEndedChildren(postmaster), performance.now()] as const
  const env = { ...process.env, TEST_DATABASE_URL: url, TAP_TIMEOUT: '900' }
  const child = spawn(process.execPath, [...NODE_OPTIONS, file], {
    cwd: ROOT,
    env,
    stdio: 'ignore'
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) console.log(`failed: ${file}`)
  const after = [ofEndedChildren('self'), ofEndedChildren(postmaster), performance.now()] as const
  return [after[0] - before[0], after[1] - before[1], after[2] - before[2]]
}

/** Milliseconds that ended children of a process have used. */
function ofEndedChildren(pid: string | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[13]) + Number(fields[14])) * MS_OF_TICK
}

function listTests(): string[] {
  const list = execFileSync('npx', ['tap', 'list'], { cwd: ROOT, encoding: 'utf8' })
  return list.split('\n').filter((line) => line.endsWith('.js'))
}
