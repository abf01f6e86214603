import { type Check, check } from '../../schemas/check.ts'
import type { CloudEvent } from '../../schemas/event.ts'
import { EVENT_DATA, type EventType } from '../../schemas/event-data.ts'

const checks = new Map<EventType, Check<(typeof EVENT_DATA)[EventType]>>()

/** Throws for an event whose data does not fit the published schema of its type. */
export function fitsSchema({ type, data }: CloudEvent): void {
  if (!isDescribed(type)) return
  const fits = checks.get(type) ?? check(EVENT_DATA[type])
  checks.set(type, fits)
  const wrong = fits.first(data)
  if (wrong) throw new Error(`${type} does not fit its schema: ${wrong.path} ${wrong.message}`)
}

function isDescribed(type: string): type is EventType {
  return Object.hasOwn(EVENT_DATA, type)
}
