import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'

// Imports point downward only. A file belongs to the first of these rooms that its path begins with. Beside each room stand
// the rooms that it may import.
const ROOMS: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ['schemas/', []],
  ['client/', []],
  ['src/contract/', ['schemas/']],
  ['plugins/', ['schemas/', 'src/contract/']],
  ['src/config/', ['plugins/', 'src/contract/']],
  ['src/db/', ['schemas/', 'src/config/']],
  ['src/http/', ['schemas/', 'src/config/', 'src/contract/', 'src/db/errors.ts']],
  ['src/spool/', ['schemas/', 'src/contract/', 'src/db/']],
  ['src/ledger/', ['schemas/', 'src/config/', 'src/contract/', 'src/db/', 'src/spool/']],
  ['src/outbound/', ['src/config/']],
  ['src/gateways/', []],
  ['src/accounts/', ['schemas/', 'src/config/', 'src/contract/', 'src/db/', 'src/gateways/signals.ts']],
  ['src/oidc/', ['src/accounts/', 'src/config/', 'src/contract/', 'src/db/', 'src/outbound/']],
  ['src/ingest/redaction/', ['src/contract/']],
  [
    'src/ingest/reading-worker/',
    [
      'schemas/',
      'src/config/',
      'src/contract/',
      'src/ingest/endpoints.ts',
      'src/ingest/interpret.ts',
      'src/ingest/redaction/',
      'src/ledger/pacer.ts',
      'src/ledger/reading-data.ts'
    ]
  ],
  ['src/ingest/', ['schemas/', 'src/accounts/', 'src/config/', 'src/contract/', 'src/http/', 'src/ledger/ledger.ts']],
  ['src/replay/', ['schemas/', 'src/config/', 'src/contract/', 'src/db/', 'src/ingest/interpreter.ts', 'src/ledger/']],
  ['src/feed/', ['src/config/', 'src/contract/', 'src/db/', 'src/http/']],
  [
    'src/consumers/',
    ['schemas/', 'src/accounts/', 'src/config/', 'src/contract/', 'src/db/', 'src/feed/', 'src/http/']
  ],
  [
    'src/destinations/',
    [
      'schemas/',
      'src/accounts/',
      'src/config/',
      'src/consumers/',
      'src/contract/',
      'src/db/',
      'src/feed/',
      'src/outbound/'
    ]
  ],
  ['src/maintenance/', ['src/config/', 'src/db/', 'src/ledger/digest.ts']],
  [
    'src/api/',
    [
      'schemas/',
      'src/accounts/',
      'src/config/',
      'src/consumers/',
      'src/contract/',
      'src/db/',
      'src/destinations/',
      'src/feed/',
      'src/http/',
      'src/ingest/probe.ts',
      'src/replay/'
    ]
  ],
  [
    'src/dashboard/',
    [
      'src/accounts/',
      'src/api/accounts/',
      'src/api/authorize.ts',
      'src/config/',
      'src/consumers/',
      'src/contract/',
      'src/db/',
      'src/destinations/',
      'src/feed/',
      'src/gateways/',
      'src/http/',
      'src/ledger/ledger.ts',
      'src/oidc/',
      'src/ingest/probe.ts',
      'src/replay/',
      'schemas/'
    ]
  ],
  [
    'src/observability/',
    [
      'schemas/',
      'src/api/authorize.ts',
      'src/config/',
      'src/contract/',
      'src/db/',
      'src/feed/',
      'src/http/',
      'src/ingest/',
      'src/ledger/',
      'src/maintenance/'
    ]
  ],
  [
    'src/hydration/',
    [
      'schemas/',
      'src/accounts/',
      'src/config/',
      'src/contract/',
      'src/db/',
      'src/ingest/body-reader.ts',
      'src/ingest/interpreter.ts',
      'src/ledger/ledger.ts',
      'src/outbound/'
    ]
  ],
  ['src/fakes/', ['schemas/']],
  ['src/embedded/', ['src/config/', 'src/db/']],
  // What starts a process builds the app.
  ['src/startup/run-gateway.ts', ['src/']],
  ['src/startup/run-worker.ts', ['src/']],
  ['src/startup/start-gateway.ts', ['src/']],
  [
    'src/startup/',
    [
      'src/accounts/',
      'src/config/',
      'src/contract/',
      'src/db/',
      'src/embedded/',
      'src/observability/logger.ts',
      'src/observability/siblings.ts'
    ]
  ],
  [
    'src/testing/',
    [
      'plugins/',
      'schemas/',
      'src/accounts/',
      'src/config/limits.ts',
      'src/contract/',
      'src/http/',
      'src/ingest/',
      'src/ledger/'
    ]
  ],
  // What is created once, for the app alone.
  ['src/services/', ['src/']],
  ['src/app.ts', ['plugins/', 'src/']],
  ['src/server.ts', ['src/']],
  ['src/cli/', ['plugins/', 'schemas/', 'src/']]
]

const FORBIDDEN_PACKAGES: readonly (readonly [room: string, packages: RegExp])[] = [
  ['schemas/', /^(?!@sinclair\/typebox)/],
  ['client/', /./],
  ['plugins/', /^(?!@sinclair\/typebox|node:)/],
  ['src/contract/verifiers', /^(?!node:|fast-jwt$)/],
  ['src/ledger/', /^(fastify|pg$)/],
  ['src/replay/', /^(fastify|pg$)/],
  ['src/spool/', /^(fastify|pg$|drizzle)/],
  ['src/api/', /^(pg$|drizzle)/],
  ['src/observability/', /^pg$/]
]

const files = ['client', 'schemas', 'plugins', 'src'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file))
    // The text of an adapter, with its imports.
    .filter((file) => file !== 'src/cli/adapter-template.ts')
)

t.test('every file belongs to a room and imports only what its room may', async (t) => {
  t.ok(files.length > 30)
  for (const file of files) {
    t.ok(roomOf(file), `${file} belongs to a room`)
    for (const path of importedFiles(file)) t.ok(mayImport(file, path), `${file} may import ${path}`)
  }
})

t.test('the only loose files in src/ are the app and the process', async (t) => {
  const loose = files.filter((file) => dirname(file) === 'src')
  t.strictSame(loose.sort(), ['src/app.ts', 'src/server.ts'])
})

t.test('no file imports itself by way of others', async (t) => {
  t.strictSame(cyclesIn(new Map(files.map((file) => [file, importedFiles(file)]))), [])
})

t.test('a cycle is found, and shown with all its files', async (t) => {
  const imports = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts', 'd.ts']],
    ['c.ts', ['b.ts']],
    ['d.ts', []]
  ])
  t.strictSame(cyclesIn(imports), ['b.ts > c.ts > b.ts'])
})

// `declare module` adds a property that every file can read without an import.
t.test('what a file adds to the types of Fastify is read only where that file may be imported', async (t) => {
  const added = files.flatMap((file) => augmentedBy(file).map((name) => ({ file, name })))
  t.strictSame(added.map(({ name }) => name).sort(), [
    'accepted',
    'caller',
    'closing',
    'docs',
    'findFaults',
    'firstSetupUrl',
    'role',
    'sender',
    'session'
  ])
  for (const { file: owner, name } of added) {
    const readers = files.filter((file) => reads(file, name))
    for (const file of readers) t.ok(mayImport(file, owner), `${file} reads ${name} of ${owner}`)
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

t.test('the client imports no package, no part of Node.js, and no types of either', async (t) => {
  for (const file of files.filter((file) => file.startsWith('client/'))) {
    const others = importsOf(file).filter((name) => !name.startsWith('.'))
    t.strictSame(others, [], file)
    t.notMatch(source(file), /\b(?:Buffer|process|NodeJS|require)\b(?=[.(<])/, file)
  }
})

t.test('an adapter needs no more than TypeBox, the schemas, the verifiers and its contract', async (t) => {
  const allowed =
    /^(@sinclair\/typebox|\.\.\/\.\.\/\.\.\/schemas\/|\.\.\/\.\.\/\.\.\/src\/contract\/verifiers\.ts|\.\.\/adapter\.ts|\.\.\/(records|payloads)\/|\.\/guesty-)/
  for (const file of files.filter((file) => /^plugins\/pms\/(adapters|payloads)\/(?!index)/.test(file))) {
    for (const name of importsOf(file)) t.match(name, allowed, `${file} imports ${name}`)
  }
})

t.test('only the process and the commands touch the process', async (t) => {
  for (const file of files.filter(
    (file) =>
      !/^src\/(startup\/run-gateway|startup\/run-worker|startup\/start-gateway|startup\/node-version|cli\/|embedded\/|testing\/checks\/purity|testing\/watch)/.test(
        file
      )
  )) {
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

function roomOf(file: string) {
  return ROOMS.find(([room]) => file.startsWith(room))
}

function mayImport(file: string, path: string): boolean {
  const rule = roomOf(file)
  return rule !== undefined && [rule[0], ...rule[1]].some((room) => path.startsWith(room))
}

function importedFiles(file: string): string[] {
  const relatives = importsOf(file).filter((name) => name.startsWith('.'))
  return relatives.map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)))
}

function importsOf(file: string, { values = false } = {}): string[] {
  const text = source(file)
  const named = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;'"]*?\bfrom\s+'([^']+)'/gm)]
  const bare = [...text.matchAll(/\bimport\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name)
  return [...named.filter(([, type]) => !values || type === undefined).map(([, , name = '']) => name), ...bare]
}

function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file)
    if (start !== -1) cycles.push([...way.slice(start), file].join(' > '))
    if (start !== -1 || done.has(file)) return
    for (const next of imports.get(file) ?? []) visit(next, [...way, file])
    done.add(file)
  }
  for (const file of imports.keys()) visit(file, [])
  return cycles
}

/** Names of the properties that a file adds to types of another module. */
function augmentedBy(file: string): string[] {
  const names: string[] = []
  const tree = ts.createSourceFile(file, source(file), ts.ScriptTarget.Latest, true)
  for (const statement of tree.statements) {
    if (!ts.isModuleDeclaration(statement) || !ts.isStringLiteral(statement.name)) continue
    if (statement.body === undefined || !ts.isModuleBlock(statement.body)) continue
    const types = statement.body.statements.filter(ts.isInterfaceDeclaration)
    for (const member of types.flatMap(({ members }) => [...members])) names.push(member.name?.getText(tree) ?? '')
  }
  return names
}

/** True: the file reads a property of this name of a request, a reply, an app, or the configuration of a route. */
function reads(file: string, name: string): boolean {
  const owners = '(?:request|reply|app|instance|scope|server|config|routeOptions\\.config)'
  const text = source(file)
  return (
    new RegExp(`\\b${owners}\\??\\.${name}\\b`).test(text) ||
    new RegExp(`\\{[^{}]*\\b${name}\\b[^{}]*\\} = ${owners}\\b`).test(text)
  )
}
