import type { EventDetail } from '../../db/dashboard/events.ts'
import { harmlessInEvent } from './harmless.ts'
import { maskJson } from './mask-json.ts'

const TOO_LARGE = 'The data is too large for a page. Read it with the API.'

/** The data of an event as text, masked unless it is revealed. */
export function dataText({ data }: Pick<EventDetail, 'data'>, isRevealed: boolean): string {
  if (data === null) return TOO_LARGE
  const value: unknown = JSON.parse(data)
  return JSON.stringify(isRevealed ? value : maskJson(value, harmlessInEvent()), null, 2)
}

/** The data of an event as an object. Empty: it is too large. */
export function dataOf({ data }: Pick<EventDetail, 'data'>): Readonly<Record<string, unknown>> {
  const value: unknown = data === null ? {} : JSON.parse(data)
  return Object(value)
}

/** A field of an object that is a text. */
export function textAt(object: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((one, name) => Object(one)[name], object)
  return typeof found === 'string' ? found : undefined
}
