/**
 * Continues positions from the microseconds since 1970. A database that was restored from a backup, or a replica that lacked the last
 * commits, would otherwise assign positions that consumers have passed already, and they would never see those events. So this runs at
 * each start, and on each new connection of a writer.
 */
export const SKIP_POSITIONS = ['deliveries_position_seq', 'events_position_seq']
  .map(
    (sequence) => `with clock as (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now)
      select setval('${sequence}', now) from ${sequence}, clock where last_value < now`
  )
  .join(';')
