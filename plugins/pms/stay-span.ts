import type { Fields } from './fields.ts'

/** The first arrival and the last departure of the stays of one reservation. */
export function staySpan(
  stays: readonly Fields[],
  arrival: string,
  departure: string
): { arrivalDate: string | undefined; departureDate: string | undefined } {
  const daysOf = (name: string) => stays.flatMap((stay) => stay.day(name) ?? []).sort()
  return { arrivalDate: daysOf(arrival)[0], departureDate: daysOf(departure).at(-1) }
}
