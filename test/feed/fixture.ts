import type { TestApp } from '../support/test-app.ts'

const ROW = `select nextval('events_position_seq'), uuid, type, 'acme', subject, '2026-03-01T00:00:00Z'::timestamptz, 'pms', null, uuid,
  '2026-03-01T00:00:00Z'::timestamptz, 'received', true, false, json_build_object('n', n, 'text', repeat(letters, size)), null, null, null`

/** An event to be stored as older versions could have stored it. */
export interface StoredEvent {
  /** Characters of its data, about. */
  size: number
  type?: string
  subject?: string
}

/** Puts events on the feed behind the API's back, one after the other, and returns their numbers. */
export async function storeEvents({ rows }: Pick<TestApp, 'rows'>, events: readonly StoredEvent[]): Promise<number[]> {
  const values = events.map(({ size, type = 'guest.updated', subject = 'guest/g' }, n) => ({ n, size, type, subject }))
  // Random letters are stored as they are; one letter again and again is compressed to a hundredth.
  await rows(
    `insert into events ${ROW}
     from (
       select n, type, subject, case when n % 2 = 0 then 'x' else md5(random()::text) end as letters,
         case when n % 2 = 0 then size else size / 32 end as size,
         ('018e4150-4a81-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as uuid
       from json_to_recordset($1::json) as given (n integer, size integer, type text, subject text)
       order by n
     ) as stored`,
    [JSON.stringify(values)]
  )
  return values.map(({ n }) => n)
}
