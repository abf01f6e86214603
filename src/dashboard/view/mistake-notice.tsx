import type { Mistakes } from '../form-mistakes.ts'
import { Notice } from './parts.tsx'

/** What is wrong with a form, above it. Mistakes of a field stand at the field. */
export function MistakeNotice({ mistakes: { message, violations } }: { mistakes: Mistakes }) {
  if (message === '') return null
  return (
    <Notice tone="bad">{violations.length === 0 ? message : 'Nothing was saved. Correct what is marked below.'}</Notice>
  )
}
