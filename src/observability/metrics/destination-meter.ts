import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** The result of an attempt, as far as metrics have it. */
interface Attempt {
  class: string
}

/** Metrics of destinations. Their number is bounded by the destinations that operators register. */
export function createDestinationMeter(registry: Registry) {
  const registers = [registry]
  const attempts = new Counter({
    name: 'bellhook_destination_attempts_total',
    help: 'Requests to destinations, by class: ok, endpoint, event, or gone',
    labelNames: ['destination', 'class'],
    registers
  })
  const dead = new Counter({
    name: 'bellhook_destination_dead_letters_total',
    help: 'Events that were given up',
    labelNames: ['destination'],
    registers
  })
  const first = new Histogram({
    name: 'bellhook_destination_first_attempt_seconds',
    help: 'From just before the commit of an event until its first request begins, of events that were delivered at once',
    labelNames: ['destination'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30, 300, 3_600],
    registers
  })
  return {
    attempt(destination: string, { class: found }: Attempt, firstAttemptSeconds: number | undefined): void {
      attempts.inc({ destination, class: found })
      if (firstAttemptSeconds !== undefined) first.observe({ destination }, firstAttemptSeconds)
    },
    dead: (destination: string) => dead.inc({ destination })
  }
}

type Status = readonly { destination: string; isOpen: boolean; parked: number; lagSeconds: number }[]

/** Gauges of the shards that this gateway sends, sampled at scrape time. */
export function registerDestinationGauges(registry: Registry, status: () => Status): void {
  type Join = (one: number, other: number) => number
  const gauge = (name: string, help: string, join: Join, read: (entry: Status[number]) => number) =>
    new Gauge({
      name: `bellhook_destination_${name}`,
      help,
      labelNames: ['destination'],
      registers: [registry],
      collect() {
        this.reset()
        const values = new Map<string, number>()
        for (const entry of status()) {
          values.set(entry.destination, join(values.get(entry.destination) ?? 0, read(entry)))
        }
        for (const [destination, value] of values) this.set({ destination }, value)
      }
    })
  // A destination has several shards.
  gauge('open', '1: the breaker is open, and nothing is sent', Math.max, ({ isOpen }) => Number(isOpen))
  gauge('parked', 'Events that wait for another attempt, or behind one', add, ({ parked }) => parked)
  gauge('lag_seconds', 'Age of the oldest event that is not settled', Math.max, ({ lagSeconds }) => lagSeconds)
}

function add(one: number, other: number): number {
  return one + other
}
