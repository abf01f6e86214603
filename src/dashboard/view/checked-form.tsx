import type { ComponentChildren } from 'preact'
import type { Mistakes } from '../form-mistakes.ts'
import { MistakeNotice } from './mistake-notice.tsx'

interface CheckedFormProps {
  /** Address that the form is posted to. */
  action: string
  mistakes: Mistakes
  button: string
  children: ComponentChildren
}

/** A form that is shown again, with its mistakes, until it fits. */
export function CheckedForm({ action, mistakes, button, children }: CheckedFormProps) {
  return (
    <form method="post" action={action}>
      <MistakeNotice mistakes={mistakes} />
      {children}
      <button type="submit" class="main">
        {button}
      </button>
    </form>
  )
}
