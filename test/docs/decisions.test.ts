import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { ROOT } from '../support/root.ts'

const PAGE = readFileSync(resolve(ROOT, 'docs/decisions.md'), 'utf8')
const ENTRIES = PAGE.split(/^## /m)
  .slice(1)
  .map((text) => ({ heading: text.split('\n', 1)[0] ?? '', text }))

t.test('each decision has a date, a context, a decision, and a consequence, newest first', async (t) => {
  t.ok(ENTRIES.length > 0)
  for (const { heading, text } of ENTRIES) {
    t.match(heading, /^\d{4}-\d\d-\d\d: \S/)
    const parts = [...text.matchAll(/^\*\*(\w+)\.\*\* \S/gm)].map(([, part]) => part)
    t.strictSame(parts, ['Context', 'Decision', 'Consequence'], heading)
  }
  const dates = ENTRIES.map(({ heading }) => heading.slice(0, 10))
  t.strictSame(dates, [...dates].sort().reverse())
})

t.test('a superseded decision and its successor link to each other', async (t) => {
  const headingOf = new Map(ENTRIES.map(({ heading }) => [anchor(heading), heading]))
  t.equal(headingOf.size, ENTRIES.length, 'no two headings are the same')
  const pairs = (pattern: RegExp) =>
    ENTRIES.flatMap(({ heading, text }) =>
      [...text.matchAll(pattern)].map(
        ([, link = '']) => [heading, headingOf.get(link) ?? `nothing at #${link}`] as const
      )
    )
  const superseded = pairs(/^Superseded by \[[^\]]+\]\(#([^)]+)\)/gm)
  const successors = pairs(/Supersedes\s+\[[^\]]+\]\(#([^)]+)\)/g)
  t.ok(superseded.length > 0)
  t.strictSame(superseded.map(String).sort(), successors.map(([by, what]) => String([what, by])).sort())
})

t.test('each package that the gateway runs with has an entry', async (t) => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(resolve(ROOT, 'package.json'), 'utf8')
  )
  const valid = ENTRIES.filter(({ text }) => !text.includes('\nSuperseded by'))
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  t.ok(names.includes('fastify'))
  // The build copies its files into dist/.
  for (const name of [...names, 'swagger-ui-dist']) {
    t.ok(
      valid.some(({ text }) => text.includes(`\`${name}\``)),
      `docs/decisions.md says why ${name} is needed`
    )
  }
})

/** As GitHub makes it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-')
}
