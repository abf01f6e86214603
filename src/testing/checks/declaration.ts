import { isFreeName, readsUnnamedHeaders, UNNAMED_HEADERS } from '../../../plugins/pms/adapter-settings.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

/** The declared fields, from which Bellhook builds the URL, the settings, and the documentation. */
export const declaration: AdapterCheck = ({ adapter, fixtures }) => {
  const { name, title, docs, proof, verify, normalize } = adapter
  const wrong: string[] = []
  if (!isFreeName(name)) wrong.push('name must be a lower-case slug, like "acme-pms", and not a reserved word')
  if (typeof title !== 'string' || title.trim() === '') wrong.push('title is empty')
  if (!/^https:\/\//.test(docs)) wrong.push("docs must be the https URL of the vendor's page")
  if (!['documented', 'sandbox', 'live'].includes(proof)) wrong.push('proof must be documented, sandbox, or live')
  if ([verify].flat().length === 0) wrong.push('verify is empty: use none() if the vendor does not authenticate')
  if (typeof normalize !== 'function') wrong.push('normalize is not a function')
  if (fixtures.length < 3)
    wrong.push(`it has ${fixtures.length} fixtures: at least three are required (created, changed, ended)`)
  if (fixtures.every(({ events }) => events.length === 0)) wrong.push('no fixture has an event')
  if (readsUnnamedHeaders(adapter)) wrong.push(UNNAMED_HEADERS)
  return wrong
}
