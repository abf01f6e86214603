import type { EventFilter } from '../../db/events.ts'
import { durationWords } from './destination-words.ts'
import { nameOf } from './words.ts'

type Filter = Pick<EventFilter, 'types' | 'channel' | 'source' | 'property'>

/** What a consumer or a destination gets: `message.*, of WhatsApp`. */
export function filterWords({ types, channel, source, property }: Filter): string {
  const limits = [
    channel === undefined ? undefined : `of the channel ${nameOf(channel)}`,
    source === undefined ? undefined : `from ${source}`,
    property === undefined ? undefined : `of the property ${property}`
  ]
  return [types?.join(', ') ?? 'all events', ...limits].filter((part) => part !== undefined).join(', ')
}

export const ORDERINGS = [
  ['lane', 'In order for each guest and reservation'],
  ['property', 'In order for each hotel'],
  ['strict', 'One request at a time'],
  ['none', 'In no order']
] as const

export function orderingWords(ordering: string): string {
  return ORDERINGS.find(([value]) => value === ordering)?.[1] ?? ordering
}

/** The pauses between attempts, and what happens after the last one. */
export function ladderWords(ladder: readonly number[], deadLetter: string): string {
  const pauses = ladder.map(durationWords).join(', ')
  return deadLetter === 'never' ? `after ${pauses}, and so on` : `after ${pauses}; then a dead letter`
}
