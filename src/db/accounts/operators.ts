import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'

type Query = Pick<Queries, 'execute'>

export type Role = 'viewer' | 'operator' | 'admin'

export interface OperatorRow {
  id: number
  name: string
  role: Role
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  hotelIds: readonly number[] | null
  /** Hash. Null: the setup link was not used yet. */
  password: string | null
  createdAt: string
  createdBy: string
  lastLogin: string | null
}

type Found = OperatorRow & Record<string, unknown>

const COLUMNS = sql`operators.id, operators.name, operators.role, operators.hotels as "hotelIds",
  case when operators.hotels is not null
    then array(select slug from hotels as hotel where hotel.id = any(operators.hotels) order by slug) end as hotels,
  operators.password, operators.created_at as "createdAt", operators.created_by as "createdBy", operators.last_login as "lastLogin"`

export async function readOperators(
  query: Query,
  { after, limit }: { after: number; limit: number }
): Promise<OperatorRow[]> {
  const { rows } = await query.execute<Found>(sql`
    select ${COLUMNS} from operators where id > ${after} order by id limit ${limit}`)
  return rows
}

export async function readOperator(query: Query, name: string): Promise<OperatorRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from operators where name = ${name}`)
  return rows[0]
}

interface NewOperator {
  name: string
  role: Role
  /** Ids. Null: all. */
  hotels: readonly number[] | null
  createdBy: string
}

export async function insertOperator(change: Change, { name, role, hotels, createdBy }: NewOperator): Promise<number> {
  const { rows } = await change.execute<{ id: number }>(sql`
    insert into operators (name, role, hotels, created_at, created_by)
    values (${name}, ${role}, ${hotels && sql.param([...hotels])}::int[], now(), ${createdBy}) returning id`)
  return Number(rows[0]?.id)
}

/** Changes the role and the hotels of an operator, and ends the operator's sessions. */
export async function updateOperator(
  change: Change,
  { id, role, hotels }: { id: number; role: Role; hotels: readonly number[] | null }
): Promise<void> {
  await change.execute(sql`
    update operators set role = ${role}, hotels = ${hotels && sql.param([...hotels])}::int[] where id = ${id}`)
  await change.execute(sql`delete from sessions where operator_id = ${id}`)
}

/** Sessions and links are removed with the operator. */
export async function deleteOperator(change: Change, id: number): Promise<void> {
  await change.execute(sql`delete from operators where id = ${id}`)
}

export async function setPassword(change: Change, id: number, password: string): Promise<void> {
  await change.execute(sql`update operators set password = ${password} where id = ${id}`)
}

export async function hasOperators(query: Query): Promise<boolean> {
  const { rows } = await query.execute(sql`select 1 from operators limit 1`)
  return rows.length > 0
}
