/**
 * Lets positions go on from the microseconds since 1970. A database that was restored from a backup, or a replica that has
 * taken over and had not seen everything, would otherwise give out once more what consumers have behind them already, and
 * they would never see it. So it runs at each start, and on each new connection of a writer.
 */
export const SKIP_POSITIONS = ['deliveries_position_seq', 'events_position_seq']
  .map(
    (sequence) => `with clock as (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now)
      select setval('${sequence}', now) from ${sequence}, clock where last_value < now`
  )
  .join(';')
