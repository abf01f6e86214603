import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { flush } from './atomic-directory.ts'

export function randomPassword(): string {
  return randomBytes(24).toString('hex')
}

export function readPassword(directory: string): Promise<string> {
  return readFile(join(directory, 'password'), 'utf8')
}

export async function replacePassword(directory: string, password: string): Promise<void> {
  const draft = join(directory, 'password.new')
  await writeFile(draft, password, { mode: 0o600, flush: true })
  await rename(draft, join(directory, 'password'))
  await flush(directory)
}
