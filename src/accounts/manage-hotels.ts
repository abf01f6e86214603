import { alreadyExists, errors, notFound } from '../contract/errors.ts'
import { deleteHotel, type Hotel, insertHotel, readHotel, readHotels, updateHotel } from '../db/accounts/hotels.ts'
import { type Caller, change, invalidField, type Management } from './management.ts'

export type HotelView = Hotel & { version: number }
export type HotelChange = Partial<Omit<Hotel, 'slug'>> & { version?: number | undefined }

export interface Hotels {
  list(caller: Caller, page: { after: number; limit: number }): Promise<{ hotels: HotelView[]; last: number }>
  get(caller: Caller, slug: string): Promise<HotelView>
  create(caller: Caller, hotel: Hotel): Promise<HotelView>
  update(caller: Caller, slug: string, given: HotelChange): Promise<HotelView>
  remove(caller: Caller, slug: string): Promise<void>
}

export function createHotels(management: Management): Hotels {
  const { database } = management

  return {
    async list({ hotels }, { after, limit }) {
      const rows = await readHotels(database.query, { after, limit, ids: hotels ?? undefined })
      return { hotels: rows.map(view), last: rows.at(-1)?.id ?? after }
    },

    async get({ hotels }, slug) {
      const found = await readHotel(database.query, slug)
      if (found === undefined || hotels?.includes(found.id) === false) throw notFound('hotel')
      return view(found)
    },

    async create(caller, hotel) {
      checkPlace(hotel)
      return change(management, caller, async (transaction, version, log) => {
        if (await readHotel(transaction, hotel.slug)) throw alreadyExists('/slug', 'is the slug of another hotel')
        await insertHotel(transaction, hotel, version)
        log({ action: 'hotel.created', target: `hotel:${hotel.slug}`, hotel: hotel.slug })
        return { ...hotel, version }
      })
    },

    async update(caller, slug, { version: expected, ...given }) {
      checkPlace(given)
      return change(management, caller, async (transaction, version, log) => {
        const found = await readHotel(transaction, slug)
        if (found === undefined || caller.hotels?.includes(found.id) === false) throw notFound('hotel')
        if (expected !== undefined && expected !== found.version) throw new errors.VERSION_CONFLICT()
        const hotel = { ...view(found), ...given }
        await updateHotel(transaction, hotel, version)
        log({ action: 'hotel.changed', target: `hotel:${slug}`, hotel: slug, detail: { fields: Object.keys(given) } })
        return { ...hotel, version }
      })
    },

    async remove(caller, slug) {
      await change(management, caller, async (transaction, _version, log) => {
        const found = await readHotel(transaction, slug)
        if (found === undefined || caller.hotels?.includes(found.id) === false) throw notFound('hotel')
        if (!(await deleteHotel(transaction, found.id))) throw new errors.IN_USE('an account or an id has this hotel')
        log({ action: 'hotel.removed', target: `hotel:${slug}`, hotel: slug })
      })
    }
  }
}

function view({ slug, name, timeZone, country, version }: HotelView): HotelView {
  return { slug, name, timeZone, country, version }
}

function checkPlace({ timeZone, country }: Partial<Hotel>): void {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalidField('/timeZone', 'must be a time zone like Europe/Berlin')
  }
  if (country && !/^[A-Z]{2}$/.test(country)) throw invalidField('/country', 'must be two capital letters like DE')
}

/** Offsets are no time zones: they know no daylight saving time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    // Intl has no other way to ask.
    return false
  }
}
