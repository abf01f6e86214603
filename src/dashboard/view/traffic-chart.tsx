import type { TrafficRow } from '../../db/dashboard/traffic.ts'
import { count } from './words.ts'

const MINUTES = 60
const MINUTE_MS = 60_000
const [WIDTH, HEIGHT, GAP] = [10, 100, 2]

interface Bar {
  minute: number
  read: number
  attention: number
}

/** Deliveries per minute of the last hour. The numbers of each minute are in its title. */
export function TrafficChart({ rows, now }: { rows: readonly TrafficRow[]; now: number }) {
  const bars = barsOf(rows, now)
  const total = bars.reduce((sum, { read, attention }) => sum + read + attention, 0)
  const most = Math.max(1, ...bars.map(({ read, attention }) => read + attention))
  const height = (number: number) => (number / most) * HEIGHT
  return (
    <svg
      class="chart"
      role="img"
      aria-label={`Deliveries per minute of the last hour: ${total.toLocaleString('en')} in all, at most ${most.toLocaleString('en')} in a minute`}
      viewBox={`0 0 ${MINUTES * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {bars.map(({ minute, read, attention }, at) => (
        <g key={minute}>
          <title>{`${new Date(minute).toISOString().slice(11, 16)} UTC: ${count(read + attention, 'delivery', 'deliveries')}, ${attention} need attention`}</title>
          <rect class="read" x={at * WIDTH} width={WIDTH - GAP} y={HEIGHT - height(read)} height={height(read)} />
          <rect
            class="attention"
            x={at * WIDTH}
            width={WIDTH - GAP}
            y={HEIGHT - height(read + attention)}
            height={height(attention)}
          />
        </g>
      ))}
    </svg>
  )
}

function barsOf(rows: readonly TrafficRow[], now: number): Bar[] {
  const last = Math.floor(now / MINUTE_MS) * MINUTE_MS
  const bars = Array.from({ length: MINUTES }, (_, at) => ({
    minute: last - (MINUTES - 1 - at) * MINUTE_MS,
    read: 0,
    attention: 0
  }))
  for (const { minute, deliveries, attention } of rows) {
    const bar = bars[MINUTES - 1 - Math.round((last - Date.parse(minute)) / MINUTE_MS)]
    if (bar === undefined) continue
    bar.read += deliveries - attention
    bar.attention += attention
  }
  return bars
}
