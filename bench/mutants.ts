import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

// Mutation tests of the pure code. In a copy of the repository, Stryker changes the compiled code of an area in one place at a time, and
// runs the tests of the area. A change that no test notices survives, and is printed.

interface Area {
  /** Compiled files that are changed, below dist/src/. */
  code: readonly string[]
  /** Below dist/test/. */
  tests: readonly string[]
}

const AREAS: Readonly<Record<string, Area>> = {
  cursor: { code: ['feed/cursor'], tests: ['feed/cursor'] },
  merge: {
    code: ['clock', 'differences', 'merge', 'same-report', 'state', 'state-keys'].map(inLedger),
    tests: ['clock', 'differences', 'merge-rules', 'same-report', 'state', 'state-keys'].map(inLedger)
  },
  events: {
    code: ['draft-entity', 'draft-event', 'digest', 'event-data', 'message-status'].map(inLedger),
    tests: ['digest', 'event-data', 'status-reports', 'draft-event'].map(inLedger)
  },
  outcome: {
    code: ['draft-delivery', 'omitted', 'outcome', 'problems', 'storable', 'stored-state'].map(inLedger),
    tests: ['draft-delivery', 'omitted', 'outcome', 'problems', 'storable', 'stored-state'].map(inLedger)
  },
  verifiers: {
    code: [
      'credentials',
      ...['address-list', 'basic', 'bearer-token', 'body-credential', 'fresh', 'handshake', 'hmac', 'jwt', 'marks'].map(
        inVerifiers
      ),
      ...['none', 'place', 'placed', 'public-key', 'public-key-signature', 'set-field', 'shared-secret'].map(inVerifiers),
      ...['signed-text', 'sns', 'standard-webhooks', 'url-token', 'username-token', 'verifier'].map(inVerifiers)
    ].map(inContract),
    tests: ['credentials', ...['jwt', 'rules', 'signatures', 'credentials', 'senders'].map(inVerifiers)].map(inContract)
  }
}

function inLedger(name: string): string {
  return `ledger/${name}`
}

function inContract(name: string): string {
  return `contract/${name}`
}

function inVerifiers(name: string): string {
  return `verifiers/${name}`
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

function optionsOf({ code, tests }: Area): object {
  const bundles = 'dist/bundled-tests'
  return {
    testRunner: 'tap',
    mutate: code.map((path) => `dist/src/${path}.js`),
    tap: { testFiles: tests.map((path) => `${bundles}/${path}.test.mjs`) },
    buildCommand: ['node dist/bench/bundle-tests.js', bundles, ...tests.map((path) => `dist/test/${path}.test.js`)].join(' '),
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
