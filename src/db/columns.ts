import { customType, timestamp } from 'drizzle-orm/pg-core'

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** RFC 3339. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })
