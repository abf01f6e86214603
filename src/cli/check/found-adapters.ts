import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { adapters } from '../../../plugins/pms/adapters/index.ts'
import { folderAbove } from '../folder-above.ts'
import { compiled } from './compiled.ts'

/** An adapter to check, and where its parts are. */
export interface FoundAdapter {
  name: string
  fixtures: string
  file: string
  load(): Promise<PmsAdapter>
}

/** The root of the installed Bellhook: of a checkout, it has the sources and the fixtures of its adapters. */
const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)))
const SOURCES = 'plugins/pms/adapters'

/**
 * The adapters that a path means: a file, the folder of a package, the name of an adapter of Bellhook, or nothing for the
 * package in the current folder, or else all adapters of Bellhook.
 */
export function findAdapters(path: string | undefined, cwd: string): readonly FoundAdapter[] {
  if (path === undefined) return isPackage(cwd) ? [inFile(entryOf(cwd))] : namesInTree().map(inTree)
  const at = resolve(cwd, path)
  if (existsSync(at)) return [inFile(statSync(at).isDirectory() ? entryOf(at) : at)]
  if (namesInTree().includes(path)) return [inTree(path)]
  throw new Error(
    `${path} is no file, no folder, and no adapter of Bellhook. Use a path like ./index.js, or a name like mews.`
  )
}

/** Those that are built, and in a checkout those that were written since. */
function namesInTree(): string[] {
  const folder = join(ROOT, SOURCES)
  const sources = existsSync(folder) ? readdirSync(folder) : []
  const written = sources.filter((file) => file.endsWith('.ts') && file !== 'index.ts').map((file) => file.slice(0, -3))
  return [...new Set([...adapters.map(({ name }) => name), ...written])].sort()
}

function inTree(name: string): FoundAdapter {
  const source = join(ROOT, SOURCES, `${name}.ts`)
  const built = join(ROOT, 'dist', SOURCES, `${name}.js`)
  return {
    name,
    file: source,
    fixtures: join(ROOT, 'test/fixtures/pms', name),
    load: async () => imported(existsSync(source) ? await compiled(source, built) : built)
  }
}

function inFile(file: string): FoundAdapter {
  const isInTree = file.startsWith(join(ROOT, SOURCES))
  const name = basename(file, extname(file))
  if (isInTree) return inTree(name)
  const fixtures = folderAbove(dirname(file), 'fixtures')
  if (fixtures === undefined) throw new Error(`${file} has no folder fixtures/ beside it, or in a folder above.`)
  return { name, file, fixtures, load: () => imported(file) }
}

let version = 0

async function imported(file: string): Promise<PmsAdapter> {
  // With another query the module is loaded anew, as it is now.
  const { default: adapter }: { default?: PmsAdapter } = await import(`${pathToFileURL(file).href}?${++version}`)
  if (adapter === undefined) throw new Error(`${file} has no default export: export default defineAdapter({ … })`)
  return adapter
}

/** True for a package of an adapter: it needs Bellhook, and is not Bellhook itself. */
function isPackage(folder: string): boolean {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return false
  const {
    name,
    dependencies = {},
    devDependencies = {},
    peerDependencies = {}
  } = JSON.parse(readFileSync(file, 'utf8'))
  return name !== 'bellhook' && 'bellhook' in { ...dependencies, ...devDependencies, ...peerDependencies }
}

function entryOf(folder: string): string {
  const file = join(folder, 'package.json')
  const { exports, main = 'index.js' } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return join(folder, typeof exports === 'string' ? exports : main)
}

function rootAbove(start: string): string {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
  }
  throw new Error('the installation of Bellhook has no package.json')
}
