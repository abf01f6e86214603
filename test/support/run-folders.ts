import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { ROOT } from './root.ts'

/**
 * Runs the test files of these folders of test/ in this process, one after the other. The start of a process and the modules of
 * the gateway cost more than most test files. Files named `*.alone.test.ts` are left to processes of their own.
 */
export async function runFolders(...folders: string[]): Promise<void> {
  for (const file of folders.flatMap(testFilesOf)) {
    const name = file.slice(ROOT.length + 1)
    const start = performance.now()
    await import(pathToFileURL(file).href)
    await t.test(`end of ${name}`, async (t) => t.pass(`${name} took ${Math.round(performance.now() - start)} ms`))
  }
}

function testFilesOf(folder: string): string[] {
  const path = join(ROOT, 'dist/test', folder)
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.test.js') && !file.endsWith('.alone.test.js'))
    .sort()
    .map((file) => join(path, file))
}
