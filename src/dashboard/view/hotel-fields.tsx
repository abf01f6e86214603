import type { HotelView } from '../../accounts/manage-hotels.ts'
import { Checkbox, Choice } from './form.tsx'

interface HotelChoiceProps {
  hotels: readonly HotelView[]
  value?: string | undefined
  /** The first choice. */
  none?: string
  error?: string | undefined
}

/** A hotel, or none. */
export function HotelChoice({ hotels, value, none = 'No hotel', error }: HotelChoiceProps) {
  const options = [['', none] as const, ...hotels.map(({ slug, name }) => [slug, name] as const)]
  return <Choice label="Hotel" name="hotel" options={options} value={value} error={error} />
}

interface HotelCheckboxesProps {
  hotels: readonly HotelView[]
  /** Slugs. */
  chosen?: readonly string[]
  error?: string | undefined
}

/** Some hotels. None: all. */
export function HotelCheckboxes({ hotels, chosen = [], error }: HotelCheckboxesProps) {
  return (
    <fieldset>
      <legend>Hotels</legend>
      <p class="soft">{hotels.length === 0 ? 'There are no hotels yet.' : 'None chosen: all hotels.'}</p>
      {error !== undefined && <p class="bad">{error}</p>}
      {hotels.map(({ slug, name }) => (
        <Checkbox key={slug} label={name} name="hotels" value={slug} checked={chosen.includes(slug)} />
      ))}
    </fieldset>
  )
}
