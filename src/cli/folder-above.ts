import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder of that name, up to the root of the package. */
export function folderAbove(start: string, name: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name)
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined
  }
}
