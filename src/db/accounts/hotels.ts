import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'

export interface Hotel {
  slug: string
  name: string
  timeZone: string
  country: string | null
}

type HotelRow = Hotel & { id: number; version: number }
type Found = HotelRow & Record<string, unknown>

const COLUMNS = sql`id, slug, name, time_zone as "timeZone", country, version::float8 as version`

export async function readHotels(
  query: Pick<Queries, 'execute'>,
  { after, limit, ids }: { after: number; limit: number; ids?: readonly number[] | undefined }
): Promise<HotelRow[]> {
  const { rows } = await query.execute<Found>(sql`
    select ${COLUMNS} from hotels where id > ${after}::bigint ${only(ids)} order by id limit ${limit}`)
  return rows
}

export async function readHotel(query: Pick<Queries, 'execute'>, slug: string): Promise<HotelRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from hotels where slug = ${slug}`)
  return rows[0]
}

export async function insertHotel(change: Change, hotel: Hotel, version: number): Promise<void> {
  const { slug, name, timeZone, country } = hotel
  await change.execute(sql`
    insert into hotels (slug, name, time_zone, country, version) values (${slug}, ${name}, ${timeZone}, ${country}, ${version})`)
}

export async function updateHotel(change: Change, hotel: Hotel, version: number): Promise<void> {
  const { slug, name, timeZone, country } = hotel
  await change.execute(sql`
    update hotels set name = ${name}, time_zone = ${timeZone}, country = ${country}, version = ${version} where slug = ${slug}`)
}

/** False: an account or an id has it. */
export async function deleteHotel(change: Change, id: number): Promise<boolean> {
  const { rows } = await change.execute(sql`
    delete from hotels where id = ${id}
      and not exists (select from accounts where hotel_id = ${id}) and not exists (select from account_ids where hotel_id = ${id})
    returning id`)
  return rows.length > 0
}

function only(ids: readonly number[] | undefined) {
  return ids === undefined ? sql`` : sql`and id = any(${sql.param([...ids])}::int[])`
}
