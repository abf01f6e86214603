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
  /** In lower case. Null: the operator does not log in with OIDC. */
  email: string | null
  createdAt: string
  createdBy: string
  lastLogin: string | null
}

type Found = OperatorRow & Record<string, unknown>

const COLUMNS = sql`operators.id, operators.name, operators.role, operators.hotels as "hotelIds",
  case when operators.hotels is not null
    then array(select slug from hotels as hotel where hotel.id = any(operators.hotels) order by slug) end as hotels,
  operators.password, operators.email, operators.created_at as "createdAt", operators.created_by as "createdBy", operators.last_login as "lastLogin"`

export async function readOperators(
  query: Query,
  { after, limit }: { after: number; limit: number }
): Promise<OperatorRow[]> {
  const { rows } = await query.execute<Found>(sql`
    select ${COLUMNS} from operators where id > ${after}::bigint order by id limit ${limit}`)
  return rows
}

export async function readOperator(query: Query, name: string): Promise<OperatorRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from operators where name = ${name}`)
  return rows[0]
}

export async function readOperatorByEmail(query: Query, email: string): Promise<OperatorRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from operators where email = ${email}`)
  return rows[0]
}

export async function readOperatorByIdentity(query: Query, identity: Buffer): Promise<OperatorRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from operators where oidc_identity = ${identity}`)
  return rows[0]
}

/** Remembers who an operator is at the provider. False: it is somebody else already. */
export async function bindIdentity(
  query: Query,
  { id, email, identity }: { id: number; email: string; identity: Buffer }
): Promise<boolean> {
  const { rows } = await query.execute(sql`
    update operators set oidc_identity = ${identity}
    where id = ${id} and email = ${email} and (oidc_identity is null or oidc_identity = ${identity}) returning 1`)
  return rows.length > 0
}

interface NewOperator {
  name: string
  role: Role
  /** Ids. Null: all. */
  hotels: readonly number[] | null
  email: string | null
  createdBy: string
}

export async function insertOperator(change: Change, operator: NewOperator): Promise<number> {
  const { name, role, hotels, email, createdBy } = operator
  const { rows } = await change.execute<{ id: number }>(sql`
    insert into operators (name, role, hotels, email, created_at, created_by)
    values (${name}, ${role}, ${hotels && sql.param([...hotels])}::int[], ${email}, now(), ${createdBy}) returning id`)
  return Number(rows[0]?.id)
}

/** Changes an operator, and ends the operator's sessions. Another mail address is another person for OIDC. */
export async function updateOperator(
  change: Change,
  { id, role, hotels, email }: Pick<OperatorRow, 'id' | 'role' | 'email'> & { hotels: readonly number[] | null }
): Promise<void> {
  await change.execute(sql`
    update operators set role = ${role}, hotels = ${hotels && sql.param([...hotels])}::int[], email = ${email},
      oidc_identity = case when email is not distinct from ${email} then oidc_identity end
    where id = ${id}`)
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
