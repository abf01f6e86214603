import { once } from 'node:events'
import { existsSync, readdirSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { checkAdapter } from '../../testing/check-adapter.ts'
import { type Command, CommandFailed } from '../command.ts'
import { numberOf } from '../number-of.ts'
import type { Output } from '../output.ts'
import { type FoundAdapter, findAdapters } from './found-adapters.ts'

/** Editors save a file in several steps. */
const SETTLE_MS = 100

export const check: Command = {
  name: 'check',
  words: ['[ADAPTER]'],
  options: { watch: { help: 'check again when the adapter or a fixture changes' } },
  details: [
    'ADAPTER is a file, the folder of a package, or the name of an adapter of Bellhook. Without it, the package in the current folder is checked, or else all adapters of Bellhook.',
    'It prints all complaints at once, and ends with 1 if there are any. In a checkout, an adapter that is newer than the build is compiled first.'
  ],
  examples: ['bellhook check', 'bellhook check mews', 'bellhook check ./index.js --watch'],
  async run({ words: [path], out, has }) {
    const found = findAdapters(path, process.cwd())
    const isRight = await checkAll(found, out)
    if (has('watch')) await repeat(found, out)
    else if (!isRight) throw new CommandFailed()
  }
}

async function checkAll(found: readonly FoundAdapter[], out: Output): Promise<boolean> {
  let isRight = true
  for (const adapter of found) isRight = (await checkOne(adapter, out)) && isRight
  return isRight
}

async function checkOne(found: FoundAdapter, out: Output): Promise<boolean> {
  const { fixtures } = found
  const { name, complaints } = await complaintsOf(found)
  const count = existsSync(fixtures) ? readdirSync(fixtures).filter((file) => file.endsWith('.json')).length : 0
  const lines =
    complaints.length === 0
      ? [`${name}: ${count} fixtures, nothing to complain about`]
      : [`${name}: ${numberOf(complaints.length, 'complaint')}`, ...complaints.map((one) => `  ${one}`)]
  out.result({ adapter: name, fixtures: count, complaints }, lines.join('\n'))
  return complaints.length === 0
}

/** An adapter of another package is called by its own name, and not by that of its file. */
async function complaintsOf({ name, load, fixtures }: FoundAdapter) {
  try {
    const adapter = await load()
    return { name: adapter.name || name, complaints: await checkAdapter(adapter, fixtures) }
  } catch (error) {
    return {
      name,
      complaints: [`it cannot be loaded: ${error instanceof Error ? error.message : 'for an unknown reason'}`]
    }
  }
}

async function repeat(found: readonly FoundAdapter[], out: Output): Promise<void> {
  out.say('Waiting for changes. Stop with Ctrl-C.')
  let timer: NodeJS.Timeout | undefined
  const changed = (adapter: FoundAdapter) => {
    clearTimeout(timer)
    timer = setTimeout(() => void checkOne(adapter, out), SETTLE_MS)
  }
  for (const adapter of found) {
    for (const folder of [dirname(adapter.file), adapter.fixtures]) {
      if (existsSync(folder)) watch(folder, () => changed(adapter))
    }
  }
  await once(process, 'SIGINT')
  throw new CommandFailed(130)
}
