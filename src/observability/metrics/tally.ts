import { Counter, type CounterConfiguration } from 'prom-client'

/**
 * A counter that is incremented for each delivery. prom-client hashes the labels at each increment, which takes longer than
 * everything else that is measured for a delivery. A tally looks up its key, and adds to the counter when that is read
 * (npm run bench -- --only yardsticks).
 */
export interface Tally<Key> {
  add(key: Key, count?: number): void
}

export function createTally<Key, Label extends string>(
  configuration: CounterConfiguration<Label>,
  labelsOf: (key: Key) => Record<Label, string | number>
): Tally<Key> {
  const counts = new Map<Key, number>()
  const counter = new Counter({
    ...configuration,
    collect() {
      for (const [key, count] of counts) counter.inc(labelsOf(key), count)
      counts.clear()
    }
  })
  return {
    add(key, count = 1) {
      counts.set(key, (counts.get(key) ?? 0) + count)
    }
  }
}
