import type { Hotels, HotelView } from '../accounts/manage-hotels.ts'
import type { Caller } from '../accounts/management.ts'

/** A form lists no more hotels than this. */
const MOST_HOTELS = 1_000

/** The hotels that a person may see, by name. */
export async function allHotels(hotels: Pick<Hotels, 'list'>, caller: Caller): Promise<readonly HotelView[]> {
  const { hotels: found } = await hotels.list(caller, { after: 0, limit: MOST_HOTELS })
  return [...found].sort((one, other) => one.name.localeCompare(other.name))
}
