/** Number of sealed values by the id of their key. */
export const COUNT_SEALED = `select encode(substring(sealed from 2 for 4), 'hex') as id, count(*)::int as sealed
  from (select sealed from secrets union all select sealed from sealed_keys
    union all select sealed from consumers where sealed is not null) as values group by 1 order by 1`
