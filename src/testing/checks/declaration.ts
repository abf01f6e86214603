import { isFreeName, readsUnnamedHeaders, UNNAMED_HEADERS } from '../../../plugins/pms/adapter-settings.ts'
import type { Look } from '../tested-adapter.ts'

/** The object itself: what Bellhook builds a URL, settings and documents from. */
export const contract: Look = ({ adapter, fixtures }) => {
  const { name, title, docs, proof, verify, normalize } = adapter
  const wrong: string[] = []
  if (!isFreeName(name)) wrong.push('name has to be a lower-case slug, like "acme-pms", and no word of Bellhook\'s own')
  if (typeof title !== 'string' || title.trim() === '') wrong.push('title is empty')
  if (!/^https:\/\//.test(docs)) wrong.push("docs has to be the https address of the vendor's page")
  if (!['documented', 'sandbox', 'live'].includes(proof)) wrong.push('proof has to be documented, sandbox or live')
  if ([verify].flat().length === 0) wrong.push('verify is empty: say none() where a vendor proves nothing')
  if (typeof normalize !== 'function') wrong.push('normalize is not a function')
  if (fixtures.length < 3)
    wrong.push(`it has ${fixtures.length} fixtures: three are the least (created, changed, ended)`)
  if (fixtures.every(({ events }) => events.length === 0)) wrong.push('no fixture becomes an event')
  if (readsUnnamedHeaders(adapter)) wrong.push(UNNAMED_HEADERS)
  return wrong
}
