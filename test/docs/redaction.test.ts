import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { redact } from '../../src/ingest/redaction/redact.ts'
import { ROOT } from '../support/root.ts'

const PAGE = readFileSync(resolve(ROOT, 'docs/operations/redaction.md'), 'utf8')

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  text: 'application/json',
  JSON: 'application/json',
  form: 'application/x-www-form-urlencoded',
  XML: 'application/xml',
  multipart: 'multipart/form-data; boundary=x',
  CSV: 'text/csv'
}

interface Row {
  heading: string
  what: string
  contentType: string
  sent: string
  /** The same as `sent` where the table has no other column. */
  stored: string
}

t.test('what the page says is what happens', async (t) => {
  const rows = rowsOf(PAGE)
  t.ok(rows.length > 100, `${rows.length} rows`)
  for (const { heading, what, contentType, sent, stored } of rows) {
    const body = Buffer.from(sent)
    const clean = redact(body, contentType)
    t.equal(clean.toString(), stored, `${heading}: ${what}`)
    t.equal(clean.equals(redact(clean, contentType)), true, `${what}: once is enough`)
    if (sent === stored) t.equal(clean, body, `${what}: the body itself is returned`)
    else t.not(sent, stored, what)
  }
})

t.test('the page has a table for each question', async (t) => {
  const headings = new Set(rowsOf(PAGE).map(({ heading }) => heading))
  t.strictSame(
    [...headings],
    [
      'Networks',
      'Spellings',
      'Forms of bodies',
      'Security codes',
      'Magnetic stripes',
      'What stays',
      'What is not recognized'
    ]
  )
})

function rowsOf(page: string): Row[] {
  return page.split(/^##+ /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'))
    const lines = section.split('\n').filter((line) => line.startsWith('| '))
    // The first line names the columns.
    return lines.slice(1).map((line) => rowOf(heading, line))
  })
}

function rowOf(heading: string, line: string): Row {
  const [, what = '', form = '', ...samples] = line.split(/ ?\| ?/)
  const contentType = CONTENT_TYPES[form]
  const [sent, stored = sent] = samples.filter((cell) => cell !== '').map((cell) => sampleOf(form, cell))
  if (contentType === undefined || sent === undefined || stored === undefined) throw new Error(`what is ${line}?`)
  return { heading, what, contentType, sent, stored }
}

/** The body that a cell stands for. */
function sampleOf(form: string, cell: string): string {
  const code = /^`(.*)`$/.exec(cell)?.[1]
  if (code === undefined) throw new Error(`${cell} is no code`)
  if (form === 'JSON' || form === 'XML' || form === 'form') return code
  const text = JSON.parse(`"${code.replaceAll('"', '\\"')}"`)
  return form === 'text' ? JSON.stringify({ text: { body: text } }) : text
}
