import { hasRole } from '../viewer.ts'
import { Action, Field } from './form.tsx'
import { useViewer } from './viewer-context.ts'

/** The button that shows data of a guest, for this answer only. */
export function RevealForm({ action }: { action: string }) {
  if (!hasRole(useViewer(), 'operator')) {
    return <p class="soft">Guest data is masked. Ask an admin for the role operator to see it.</p>
  }
  return (
    <Action action={action} label="Show guest data">
      <Field label="Reason" name="reason" maxLength={200} placeholder="optional; the audit log has it" />
    </Action>
  )
}
