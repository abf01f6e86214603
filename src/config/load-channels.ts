import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { channelsWith } from '../../plugins/index.ts'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { isFreeName, outdatedIn } from '../../plugins/pms/adapter-settings.ts'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import type { Channel } from '../contract/channel.ts'
import { splitList } from './comma-list.ts'
import type { Environ } from './environment.ts'

/** All channels, with the adapters of BELLHOOK_ADAPTERS. `problems` names the packages that cannot be used. */
export async function loadChannels(
  environ: Environ
): Promise<{ channels: readonly Channel[]; problems: readonly string[] }> {
  const found: PmsAdapter[] = []
  const problems: string[] = []
  for (const name of splitList(environ['BELLHOOK_ADAPTERS'])) {
    const loaded = await load(name)
    if (typeof loaded === 'string') problems.push(`BELLHOOK_ADAPTERS=${name}: ${loaded}`)
    else if ([...adapters, ...found].some((other) => other.name === loaded.name)) {
      problems.push(`BELLHOOK_ADAPTERS=${name}: there is another adapter with the name "${loaded.name}"`)
    } else found.push(loaded)
  }
  return { channels: channelsWith(found), problems }
}

/** What to import for an item of BELLHOOK_ADAPTERS: a package name, or a path, as for an adapter under development. */
export function specifierOf(name: string): string {
  return isFile(name) ? pathToFileURL(name).href : name
}

function isFile(name: string): boolean {
  return name.startsWith('.') || isAbsolute(name)
}

/** The adapter, or why the package cannot be used. */
async function load(name: string): Promise<PmsAdapter | string> {
  try {
    const { default: adapter }: { default?: unknown } = await import(specifierOf(name))
    if (!isAdapter(adapter)) return 'its default export is not the result of defineAdapter() from bellhook/adapter'
    return outdatedIn(adapter) ?? adapter
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND') return 'it fails to load'
    return isFile(name) ? 'it does not exist, or imports a package that is not installed' : 'it is not installed'
  }
}

function isAdapter(value: unknown): value is PmsAdapter {
  if (typeof value !== 'object' || value === null) return false
  const { name, title, verify, payload, normalize }: Partial<PmsAdapter> = value
  const isNamed = typeof name === 'string' && isFreeName(name) && typeof title === 'string'
  return isNamed && typeof verify === 'object' && typeof payload === 'object' && typeof normalize === 'function'
}
