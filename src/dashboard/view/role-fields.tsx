import type { HotelView } from '../../accounts/manage-hotels.ts'
import { type Mistakes, mistakeAt } from '../form-mistakes.ts'
import { Choice, type Option } from './form.tsx'
import { HotelCheckboxes } from './hotel-fields.tsx'

const ROLES: readonly Option[] = [
  ['viewer', 'Viewer'],
  ['operator', 'Operator'],
  ['admin', 'Admin']
]

interface RoleFieldsProps {
  role: string
  hotels: readonly HotelView[]
  /** Slugs. */
  chosen: readonly string[]
  mistakes: Mistakes
}

/** What a person may do, and in which hotels. */
export function RoleFields({ role, hotels, chosen, mistakes }: RoleFieldsProps) {
  return (
    <>
      <Choice label="Role" name="role" value={role} options={ROLES} error={mistakeAt(mistakes, '/role')} />
      <p class="soft">
        A viewer reads, with guest data masked. An operator also shows guest data, replays, and claims. An admin may do
        everything.
      </p>
      <HotelCheckboxes hotels={hotels} chosen={chosen} error={mistakeAt(mistakes, '/hotels/0')} />
    </>
  )
}
