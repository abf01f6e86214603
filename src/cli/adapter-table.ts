import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { variablesOf, verifiersOf } from '../../plugins/pms/adapter-settings.ts'

const HEAD = '| PMS | Credential | Evidence |\n|---|---|---|'
const MARKS = /(<!-- adapters -->\n)[\s\S]*?(\n<!-- \/adapters -->)/

/** The table of adapters in the README. */
export function adapterTable(rows: readonly string[]): string {
  return [HEAD, ...[...rows].sort()].join('\n')
}

/** The row of one adapter. Its page lists its events. */
export function adapterRow(adapter: PmsAdapter): string {
  const { name, title, docs, evidence } = adapter
  const credentials = [...new Set(verifiersOf(adapter).map((verifier) => credentialOf(adapter, verifier.kind)))]
  return `| [${title}](docs/channels/${name}.md) | ${credentials.join(' or ')} | [${evidence}](${docs}) |`
}

export function withTable(page: string, table: string): string {
  return page.replace(MARKS, (_, before: string, after: string) => before + table + after)
}

export function rowsOf(page: string): string[] {
  return (MARKS.exec(page)?.[0] ?? '').split('\n').filter((line) => line.startsWith('| ['))
}

function credentialOf(adapter: PmsAdapter, kind: ReturnType<typeof verifiersOf>[number]['kind']): string {
  const { secret, token, publicKey } = variablesOf(adapter)
  if (kind === 'publicKey') return `\`${publicKey}\` (signature)`
  if (kind === 'signature') return `\`${secret}\` (signature)`
  if (kind === 'secret') return `\`${secret}\``
  if (kind === 'token') return `\`${token}\` (in the URL)`
  return kind === 'address' ? 'address of the sender' : 'none'
}
