import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

// Mutation tests of the pure code. In a copy of the repository, Stryker changes the compiled code of an area in one place at a time, and
// runs the tests of the area. A change that no test notices survives, and is printed.

interface Area {
  /** Below src/ and below test/. */
  folder: string
  /** Files to change. */
  code: readonly string[]
  tests: readonly string[]
}

const AREAS: Readonly<Record<string, Area>> = {
  cursor: { folder: 'feed', code: ['cursor'], tests: ['cursor'] },
  outcome: {
    folder: 'ledger',
    code: ['draft-delivery', 'omitted', 'outcome', 'problems', 'storable', 'stored-state'],
    tests: ['draft-delivery', 'omitted', 'outcome', 'problems', 'storable', 'stored-state']
  },
  merge: {
    folder: 'ledger',
    code: ['clock', 'differences', 'merge', 'same-report', 'state', 'state-keys'],
    tests: ['clock', 'differences', 'merge-rules', 'same-report', 'state', 'state-keys']
  },
  events: {
    folder: 'ledger',
    code: ['digest', 'draft-entity', 'draft-event', 'event-data', 'message-status'],
    tests: ['digest', 'draft-event', 'event-data', 'status-reports']
  },
  verifiers: {
    folder: 'contract',
    code: ['credentials', 'verifiers/*'],
    tests: [
      ...['credentials', 'verifiers/jwt', 'verifiers/rules'],
      ...['verifiers/credentials', 'verifiers/senders', 'verifiers/signatures']
    ]
  }
}

/** Percent of the changes that tests have to notice. With less, the command fails. */
const SCORE = 85

const HELP = `Mutation tests: changes the code in one place at a time, and expects that a test fails.

  npm run mutants -- AREA

  AREA  ${Object.keys(AREAS).join(', ')}

Ends with 1 if the tests notice less than ${SCORE} percent of the changes.
`

const [name = ''] = process.argv.slice(2)
const area = Object.hasOwn(AREAS, name) ? AREAS[name] : undefined
if (area === undefined) process.stdout.write(HELP)
process.exitCode = area === undefined ? 2 : run(name, area)

function run(name: string, area: Area): number {
  mkdirSync('.stryker', { recursive: true })
  const file = `.stryker/${name}.json`
  writeFileSync(file, JSON.stringify(optionsOf(area), undefined, 2))
  return spawnSync('npx', ['stryker', 'run', file], { stdio: 'inherit' }).status ?? 1
}

function optionsOf({ folder, code, tests }: Area): object {
  const bundles = 'dist/bundled-tests'
  const compiled = tests.map((path) => `dist/test/${folder}/${path}.test.js`)
  return {
    testRunner: 'tap',
    mutate: code.map((path) => `dist/src/${folder}/${path}.js`),
    tap: { testFiles: tests.map((path) => `${bundles}/${folder}/${path}.test.mjs`) },
    buildCommand: `node dist/bench/bundle-tests.js ${bundles} ${compiled.join(' ')}`,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 30_000,
    tempDirName: '.stryker/copies',
    ignorePatterns: ['.stryker', '.test-data', 'data', 'docs', '*.map', '*.d.ts'],
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false, skipFull: true },
    thresholds: { high: SCORE, low: SCORE, break: SCORE }
  }
}
