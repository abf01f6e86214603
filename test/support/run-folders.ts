import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { ROOT } from './root.ts'

/**
 * Runs all test files of these folders of test/ in this process, one after the other. The start of a process and the modules of
 * the gateway cost more than most test files.
 */
export async function runFolders(...folders: string[]): Promise<void> {
  // tap ends a process that has nothing to run, so no file waits for the tests of the one before it.
  const ends: Promise<unknown>[] = []
  for (const file of folders.flatMap(testFilesOf)) {
    await import(pathToFileURL(file).href)
    ends.push(t.test(`end of ${file.slice(ROOT.length + 1)}`, async (t) => t.pass()))
  }
  await Promise.all(ends)
}

function testFilesOf(folder: string): string[] {
  const path = join(ROOT, 'dist/test', folder)
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => join(path, file))
}
