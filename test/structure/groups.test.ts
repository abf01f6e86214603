import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../support/root.ts'

const TESTS = join(ROOT, 'test')

t.test('each test file is run once: by one file of test/groups, or by a process of its own', async (t) => {
  const taprc = readFileSync(join(ROOT, '.taprc'), 'utf8')
  const [, names = ''] = /- dist\/test\/!\((.+)\)\/\*\*\/\*\.test\.js/.exec(taprc) ?? []
  const inGroups = names.split('|')
  const grouped = readdirSync(join(TESTS, 'groups')).flatMap(foldersOf)
  t.strictSame([...new Set(grouped.map(topOf))].sort(), inGroups, '.taprc leaves out the folders of the groups')
  t.equal(new Set(grouped).size, grouped.length, 'no folder is in two groups')

  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  const forgotten = files.filter((file) => {
    if (file.endsWith('.alone.test.ts') || !inGroups.includes(topOf(file))) return false
    return !grouped.some((folder) => file.startsWith(`${folder}/`))
  })
  t.strictSame(forgotten, [], 'add their folder to a file of test/groups')
})

function foldersOf(file: string): string[] {
  const source = readFileSync(join(TESTS, 'groups', file), 'utf8')
  const [, folders = ''] = /runFolders\((.+)\)/s.exec(source) ?? []
  return [...folders.matchAll(/'(.+?)'/g)].map(([, folder = '']) => folder)
}

function topOf(path: string): string {
  return path.split('/')[0] ?? ''
}
