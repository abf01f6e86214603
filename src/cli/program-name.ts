import { accessSync, constants } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import type { Environ } from '../config/environment.ts'

/** How a person starts a command in their shell: `bellhook` if that is on the PATH, as in the image, or else `npx bellhook`. */
export function programName({ PATH = '' }: Environ): 'bellhook' | 'npx bellhook' {
  // npx adds these folders for the time of one command.
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes(`node_modules${sep}.bin`))
  return folders.some((folder) => isExecutable(join(folder, 'bellhook'))) ? 'bellhook' : 'npx bellhook'
}

/** A message whose commands can be pasted. */
export function withProgramName(message: string, environ: Environ): string {
  return message.replace(/(?<!npx |[\w/.-])bellhook (?=[a-z])/g, `${programName(environ)} `)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false // not in this folder
  }
}
