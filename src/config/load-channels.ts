import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { channelsWith } from '../../plugins/index.ts'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { isFreeName, readsUnnamedHeaders, UNNAMED_HEADERS } from '../../plugins/pms/adapter-settings.ts'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import type { Channel } from '../contract/channel.ts'
import { list } from './comma-list.ts'
import type { Environ } from './environment.ts'

/** Every way into Bellhook, with the adapters of other packages, and what is wrong with any of these. */
export async function loadChannels(
  environ: Environ
): Promise<{ channels: readonly Channel[]; problems: readonly string[] }> {
  const found: PmsAdapter[] = []
  const problems: string[] = []
  for (const name of list(environ['BELLHOOK_ADAPTERS'])) {
    const loaded = await load(name)
    if (typeof loaded === 'string') problems.push(`BELLHOOK_ADAPTERS names "${name}", ${loaded}`)
    else if ([...adapters, ...found].some((other) => other.name === loaded.name)) {
      problems.push(`BELLHOOK_ADAPTERS names "${name}", whose adapter "${loaded.name}" exists already`)
    } else found.push(loaded)
  }
  return { channels: channelsWith(found), problems }
}

/** A package beside Bellhook, or a file: that is how one tries an adapter in the folder it is written in. */
export function specifierOf(name: string): string {
  return isFile(name) ? pathToFileURL(name).href : name
}

function isFile(name: string): boolean {
  return name.startsWith('.') || isAbsolute(name)
}

/** The adapter, or what is wrong with it as a clause. */
async function load(name: string): Promise<PmsAdapter | string> {
  try {
    const { default: adapter }: { default?: unknown } = await import(specifierOf(name))
    if (!isAdapter(adapter)) return 'whose default export is not what defineAdapter() of bellhook/adapter returns'
    return readsUnnamedHeaders(adapter) ? `whose ${UNNAMED_HEADERS}` : adapter
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND') return 'which fails when it is loaded'
    return isFile(name) ? 'which is not there, or imports what is not' : 'which is not installed'
  }
}

function isAdapter(value: unknown): value is PmsAdapter {
  if (typeof value !== 'object' || value === null) return false
  const { name, title, verify, payload, normalize }: Partial<PmsAdapter> = value
  const isNamed = typeof name === 'string' && isFreeName(name) && typeof title === 'string'
  return isNamed && typeof verify === 'object' && typeof payload === 'object' && typeof normalize === 'function'
}
