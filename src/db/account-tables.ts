import {
  bigint,
  boolean,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid
} from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'

const identity = () => integer('id').primaryKey().generatedAlwaysAsIdentity()
const version = () => bigint('version', { mode: 'number' }).notNull()

/** One row. Each change of the tables below updates it first, so changes take turns and versions are in the order of commits. */
export const configVersion = pgTable('config_version', {
  one: boolean('one').primaryKey().default(true),
  version: version()
})

export const hotels = pgTable('hotels', {
  id: identity(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull(),
  country: text('country'),
  version: version()
})

/** What has secrets at a provider: a Meta app, a Twilio account, an integration of a hotel system. */
export const accounts = pgTable('accounts', {
  id: identity(),
  slug: text('slug').notNull().unique(),
  /** `whatsapp`, `twilio`, `pms`, or the name of an adapter. */
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  /** Chooses the account in a webhook URL. It proves nothing. */
  pathKey: text('path_key').notNull().unique(),
  hotelId: integer('hotel_id').references(() => hotels.id),
  state: text('state').$type<'active' | 'paused'>().notNull(),
  /** Changes with the account, its ids, and its secrets. */
  version: version(),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull()
})

/** What the provider calls something behind an account, for example a phone number id. */
export const accountIds = pgTable(
  'account_ids',
  {
    kind: text('kind').notNull(),
    type: text('type').notNull(),
    value: text('value').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    hotelId: integer('hotel_id').references(() => hotels.id),
    label: text('label')
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.type, table.value] }),
    index('account_ids_account').on(table.accountId)
  ]
)

export const secrets = pgTable(
  'secrets',
  {
    id: uuid('id').primaryKey(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    purpose: text('purpose').notNull(),
    sealed: bytea('sealed').notNull(),
    /** SHA-256 of a secret that senders send as it is: it belongs to one account. */
    lookup: bytea('lookup'),
    hint: text('hint'),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    endsAt: instant('ends_at'),
    usedAt: instant('used_at')
  },
  (table) => [
    index('secrets_account').on(table.accountId),
    uniqueIndex('secrets_lookup').on(table.purpose, table.lookup)
  ]
)

/** Accounts that were removed, for gateways that read the changes since a version. */
export const removedAccounts = pgTable('removed_accounts', {
  id: integer('id').primaryKey(),
  version: version()
})

/** Keys that are sealed with SECRETS_KEY, by name. */
export const sealedKeys = pgTable('sealed_keys', {
  name: text('name').primaryKey(),
  sealed: bytea('sealed').notNull()
})

export const apiKeys = pgTable('api_keys', {
  id: identity(),
  name: text('name').notNull().unique(),
  /** SHA-256. */
  hash: bytea('hash').notNull().unique(),
  oldHash: bytea('old_hash').unique(),
  oldUntil: instant('old_until'),
  hint: text('hint').notNull(),
  scopes: text('scopes').array().notNull(),
  /** Ids of hotels. Null: all. */
  hotels: integer('hotels').array(),
  endsAt: instant('ends_at'),
  usedAt: instant('used_at'),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  endedAt: instant('ended_at'),
  version: version()
})

export const operators = pgTable('operators', {
  id: identity(),
  name: text('name').notNull().unique(),
  role: text('role').$type<'viewer' | 'operator' | 'admin'>().notNull(),
  /** Ids of hotels. Null: all. */
  hotels: integer('hotels').array(),
  /** `$scrypt$ln=…,r=…,p=…$salt$hash`. Null: the person has not used the link yet. */
  password: text('password'),
  /** In lower case. With OIDC, the person with this address logs in as the operator. */
  email: text('email').unique(),
  /** SHA-256 of the issuer and the subject that the first login with OIDC had. Later logins need the same. */
  oidcIdentity: bytea('oidc_identity').unique(),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  lastLogin: instant('last_login')
})

/** One-time links. Without an operator: the first admin chooses a name. */
export const links = pgTable('links', {
  /** SHA-256 of the token. */
  hash: bytea('hash').primaryKey(),
  operatorId: integer('operator_id').references(() => operators.id, { onDelete: 'cascade' }),
  endsAt: instant('ends_at').notNull()
})

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie. */
    hash: bytea('hash').primaryKey(),
    operatorId: integer('operator_id')
      .notNull()
      .references(() => operators.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull(),
    seenAt: instant('seen_at').notNull(),
    endsAt: instant('ends_at').notNull()
  },
  (table) => [index('sessions_operator').on(table.operatorId)]
)

/** Failed logins, of all gateways together. */
export const loginFailures = pgTable('login_failures', {
  /** SHA-256 of the name and the client's address. */
  key: bytea('key').primaryKey(),
  failures: integer('failures').notNull(),
  until: instant('until').notNull()
})

/** A trigger refuses UPDATE, DELETE, and TRUNCATE. */
export const audit = pgTable('audit', {
  position: bigint('position', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  target: text('target').notNull(),
  hotel: text('hotel'),
  detail: json('detail').$type<Readonly<Record<string, unknown>>>().notNull(),
  /** HMAC-SHA256 of the entry and of the `mac` before it. */
  mac: bytea('mac').notNull()
})
