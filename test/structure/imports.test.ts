import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import t from 'tap'
import { ROOT } from '../root.ts'

// Data flows in one direction, and each room knows only the next. Room of a file: the first of these its path begins
// with. What a room may import besides itself stands beside it; packages, below.
const ROOMS: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ['schemas/', []],
  ['plugins/index.ts', ['plugins/', 'src/contract/']],
  [
    'plugins/whatsapp/',
    ['schemas/', 'src/contract/', 'src/route-docs.ts', 'src/verify.ts', 'src/parse.ts', 'src/phone.ts']
  ],
  [
    'plugins/sms/',
    [
      'schemas/',
      'src/contract/',
      'src/route-docs.ts',
      'src/verify.ts',
      'src/parse.ts',
      'src/phone.ts',
      'src/remembering.ts'
    ]
  ],
  ['plugins/pms/', ['schemas/', 'src/contract/', 'src/route-docs.ts', 'src/verify.ts', 'src/parse.ts']],
  ['src/contract/', ['schemas/', 'src/errors.ts', 'src/route-docs.ts', 'src/verify.ts']],
  ['src/route-docs.ts', ['src/errors.ts']],
  ['src/version.ts', []],
  ['src/verify.ts', ['src/verify/']],
  ['src/verify/', ['src/parse.ts']],
  ['src/phone.ts', ['src/remembering.ts']],
  ['src/remembering.ts', []],
  ['src/json-scan.ts', []],
  ['src/parse.ts', ['src/contract/undecodable.ts', 'src/json-scan.ts']],
  ['src/errors.ts', ['schemas/']],
  ['src/config', ['src/contract/']],
  ['src/db/', ['schemas/', 'src/config', 'src/embedded/']],
  ['src/embedded/', ['src/config', 'src/db/']],
  ['src/http/', ['schemas/', 'src/config', 'src/contract/', 'src/db/errors.ts', 'src/errors.ts']],
  ['src/ledger/', ['schemas/', 'src/config', 'src/db/', 'src/errors.ts']],
  ['src/ingest/redaction/', ['src/parse.ts']],
  [
    'src/ingest/',
    ['schemas/', 'src/config', 'src/contract/', 'src/errors.ts', 'src/http/', 'src/ledger/', 'src/verify.ts']
  ],
  ['src/replay', ['schemas/', 'src/config', 'src/db/', 'src/errors.ts', 'src/ingest/interpreter.ts', 'src/ledger/']],
  ['src/feed/', ['schemas/', 'src/config', 'src/db/', 'src/errors.ts', 'src/http/']],
  ['src/maintenance/', ['src/config', 'src/db/', 'src/ledger/digest.ts']],
  [
    'src/api/',
    [
      'schemas/',
      'src/config',
      'src/contract/',
      'src/db/',
      'src/errors.ts',
      'src/feed/',
      'src/http/',
      'src/ingest/probe.ts',
      'src/route-docs.ts',
      'src/verify.ts'
    ]
  ],
  [
    'src/ops/',
    [
      'schemas/',
      'src/api/authorize.ts',
      'src/config',
      'src/contract/',
      'src/db/',
      'src/embedded/',
      'src/errors.ts',
      'src/feed/',
      'src/http/',
      'src/ingest/',
      'src/ledger/',
      'src/maintenance/',
      'src/route-docs.ts',
      'src/verify.ts',
      'src/version.ts'
    ]
  ],
  ['src/testing/', ['plugins/pms/', 'schemas/', 'src/']],
  ['src/made-token.ts', []],
  ['src/misspelt.ts', ['src/config']],
  ['src/settings.ts', ['src/contract/', 'src/config', 'src/load-channels.ts', 'src/misspelt.ts']],
  ['src/load-channels.ts', ['plugins/', 'src/contract/', 'src/config']],
  ['src/app.ts', ['plugins/index.ts', 'schemas/', 'src/']],
  ['src/server.ts', ['plugins/index.ts', 'src/']],
  ['src/cli/', ['plugins/index.ts', 'plugins/pms/', 'schemas/', 'src/']]
]

const FORBIDDEN_PACKAGES: readonly (readonly [room: string, packages: RegExp])[] = [
  ['schemas/', /^(?!@sinclair\/typebox)/],
  ['plugins/', /^(?!@sinclair\/typebox|node:)/],
  ['src/phone.ts', /^(?!libphonenumber-js\/min$)/],
  ['src/verify', /^(?!node:)/],
  ['src/ledger/', /^(fastify|pg$)/],
  ['src/api/', /^(pg$|drizzle)/],
  ['src/ops/', /^pg$/]
]

const files = ['schemas', 'plugins', 'src'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    // The text of an adapter, with its imports.
    .filter((file) => file !== 'src/cli/adapter-template.ts')
)

t.test('every file belongs to a room and imports only what its room may', async (t) => {
  t.ok(files.length > 30)
  for (const file of files) {
    const rule = ROOMS.find(([room]) => file.startsWith(room))
    t.ok(rule, `${file} belongs to a room`)
    for (const target of importsOf(file).filter((target) => target.startsWith('.'))) {
      const path = relative(ROOT, resolve(ROOT, dirname(file), target))
      const allowed = rule !== undefined && [rule[0], ...rule[1]].some((room) => path.startsWith(room))
      t.ok(allowed, `${file} may import ${path}`)
    }
  }
})

t.test('packages stay where they belong', async (t) => {
  for (const file of files) {
    const rules = FORBIDDEN_PACKAGES.filter(([room]) => file.startsWith(room))
    for (const name of importsOf(file, { values: true }).filter((name) => !name.startsWith('.'))) {
      t.notOk(
        rules.some(([, forbidden]) => forbidden.test(name)),
        `${file} may import ${name}`
      )
    }
  }
})

t.test('an adapter needs no more than TypeBox, the schemas, the verifiers and its contract', async (t) => {
  const allowed =
    /^(@sinclair\/typebox|\.\.\/\.\.\/\.\.\/schemas\/|\.\.\/\.\.\/\.\.\/src\/verify\.ts|\.\.\/adapter\.ts)/
  for (const file of files.filter((file) => /^plugins\/pms\/adapters\/(?!index)/.test(file))) {
    for (const name of importsOf(file)) t.match(name, allowed, `${file} imports ${name}`)
  }
})

t.test('only the process and the commands touch the process', async (t) => {
  for (const file of files.filter((file) => !/^src\/(server\.ts|cli\/|embedded\/|testing\/look\/purity)/.test(file))) {
    t.notMatch(source(file), /\bprocess\.(env|exit|on|argv)\b/, file)
  }
})

t.test('SQL has one home', async (t) => {
  for (const file of files.filter((file) => !file.startsWith('src/db/'))) {
    const text = source(file)
    t.notMatch(text, /\bsql`|\bsql\.raw\b/, file)
    if (!file.startsWith('src/ledger/')) t.notMatch(text, /from 'drizzle-orm/, file)
  }
})

function source(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function importsOf(file: string, { values = false } = {}): string[] {
  const text = source(file)
  const named = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;'"]*?\bfrom\s+'([^']+)'/gm)]
  const bare = [...text.matchAll(/\bimport\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name)
  return [...named.filter(([, type]) => !values || type === undefined).map(([, , name = '']) => name), ...bare]
}
