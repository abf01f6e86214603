import { useViewer } from './viewer-context.ts'

interface Formats {
  time: Intl.DateTimeFormat
  day: Intl.DateTimeFormat
}

/** A format takes longer to make than to use. */
const FORMATS = new Map<string, Formats>()
const MOST_ZONES = 100

/** An instant, RFC 3339 in UTC, in the time zone of the person. The tooltip has it in UTC. */
export function Clock({ at }: { at: string }) {
  const { zone } = useViewer()
  return (
    <time dateTime={at} title={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      {localTime(at, zone)}
    </time>
  )
}

/** The time of today, and the date with the time of another day. */
export function localTime(at: string, zone: string, now: Date = new Date()): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  const { time, day } = formatsOf(zone)
  const on = day.format(date)
  return on === day.format(now) ? time.format(date) : `${on} ${time.format(date)}`
}

function formatsOf(zone: string): Formats {
  const known = FORMATS.get(zone)
  if (known !== undefined) return known
  if (FORMATS.size >= MOST_ZONES) FORMATS.clear()
  const made = {
    time: new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    day: new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' })
  }
  FORMATS.set(zone, made)
  return made
}
