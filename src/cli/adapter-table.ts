import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { variablesOf, verifiersOf } from '../../plugins/pms/adapter-settings.ts'

const HEAD = '| PMS | Webhook | The sender is proven by | Becomes | Proof level |\n|---|---|---|---|---|'
const MARKS = /(<!-- adapters -->\n)[\s\S]*?(\n<!-- \/adapters -->)/

/** The README's table of adapters, one row for each. */
export function adapterTable(rows: readonly string[]): string {
  return [HEAD, ...[...rows].sort()].join('\n')
}

/** A row of it. `events` are those that the adapter's fixtures become: what nobody has shown is not claimed. */
export function adapterRow(adapter: PmsAdapter, events: readonly string[]): string {
  const { name, title, docs, proof } = adapter
  const proofs = [...new Set(verifiersOf(adapter).map((verifier) => proofOf(adapter, verifier.kind)))].join(' or ')
  const types = [...new Set(events)].sort().map((type) => `\`${type}\``)
  return `| [${title}](docs/channels/${name}.md) | \`/webhooks/pms/${name}\` | ${proofs} | ${types.join(', ')} | [${proof}](${docs}) |`
}

/** The page with this table in the place of the one it has. */
export function withTable(page: string, table: string): string {
  return page.replace(MARKS, (_, before: string, after: string) => before + table + after)
}

/** The rows that a page has. */
export function rowsOf(page: string): string[] {
  return (MARKS.exec(page)?.[0] ?? '').split('\n').filter((line) => line.startsWith('| ['))
}

function proofOf(adapter: PmsAdapter, kind: ReturnType<typeof verifiersOf>[number]['kind']): string {
  const { secret, token } = variablesOf(adapter)
  if (kind === 'signature') return `signature (\`${secret}\`)`
  if (kind === 'secret') return `secret (\`${secret}\`)`
  if (kind === 'token') return `token in the URL (\`${token}\`)`
  return kind === 'address' ? 'address' : 'nothing'
}
