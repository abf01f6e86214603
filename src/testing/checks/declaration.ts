import { isFreeName, outdatedIn } from '../../../plugins/pms/adapter-settings.ts'
import type { Complaint } from '../complaint.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

const EVIDENCE = ['documented', 'sandbox', 'live']

/** The declared fields, from which Bellhook builds the URL, the settings, and the documentation. */
export const declaration: AdapterCheck = ({ adapter, fixtures }) => {
  const { name, title, docs, evidence, verify, normalize, headers = [] } = adapter
  const wrong: string[] = []
  const outdated = outdatedIn(adapter)
  if (outdated !== undefined) wrong.push(outdated)
  if (!isFreeName(name)) wrong.push('name must be a lower-case slug, like "acme-pms", and not a reserved word')
  if (typeof title !== 'string' || title.trim() === '') wrong.push('title is empty')
  if (!/^https:\/\//.test(docs)) wrong.push("docs must be the https URL of the vendor's page")
  if (!EVIDENCE.includes(evidence)) wrong.push(`evidence must be one of: ${EVIDENCE.join(', ')}`)
  if ([verify].flat().length === 0) wrong.push('verify is empty: use none() if the vendor does not authenticate')
  if (typeof normalize !== 'function') wrong.push('normalize is not a function')
  if (headers.some((header) => header !== header.toLowerCase())) wrong.push('headers must be in lower case')
  if (fixtures.length < 3)
    wrong.push(`it has ${fixtures.length} fixtures: at least three are required (created, changed, ended)`)
  if (fixtures.every(({ steps }) => steps.every(({ events = [] }) => events.length === 0))) {
    wrong.push('no fixture has an event')
  }
  return wrong.map((text): Complaint => ({ check: 'declaration', text }))
}
