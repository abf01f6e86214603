import { type Check, check, type Violation } from '../../schemas/check.ts'
import { EVENT_DATA, type EventType } from '../../schemas/event-data.ts'
import { EventShape, StateShape } from '../../schemas/pms-data.ts'

const [eventShape, stateShape] = [check(EventShape), check(StateShape)]
/** By event type. Compiling takes milliseconds, and most types are never made by an adapter. */
const dataShapes = new Map<EventType, Check<(typeof EVENT_DATA)[EventType]>>()

/**
 * The first violation of a reading of an adapter. Adapters of other packages need not have been compiled, and consumers rely on the
 * published schema of each event type.
 */
export function readingViolation(reading: object): Violation | undefined {
  const wrong = eventShape.first(reading)
  if (wrong !== undefined) return wrong
  const { type, data } = reading as { type?: string; data: object } // it fits EventShape
  if (type === undefined) return stateShape.first(reading)
  if (!isDescribed(type)) return undefined
  const violation = shapeOf(type).first(data)
  return violation && { ...violation, path: `/data${violation.path}` }
}

function shapeOf(type: EventType): Check<(typeof EVENT_DATA)[EventType]> {
  const known = dataShapes.get(type)
  if (known !== undefined) return known
  const shape = check(EVENT_DATA[type])
  dataShapes.set(type, shape)
  return shape
}

function isDescribed(type: string): type is EventType {
  return Object.hasOwn(EVENT_DATA, type)
}
