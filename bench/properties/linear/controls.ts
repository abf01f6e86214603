import type { Json, JsonObject } from '../../../schemas/reading.ts'
import { type Reader, readers } from './readers.ts'

/** Readers with a fault of the kind that the property is for. It has to find each of them. */
export function controls(): Readonly<Record<string, Reader>> {
  return {
    'looks through all fields for each field': faulty('pms/guests', (payload) => {
      const names = Object.keys(payload)
      return { extra: Object.fromEntries(Object.entries(payload).filter(([name]) => names.includes(name))) }
    }),
    'repeats the body for each item': faulty('pms/mews', (payload) => {
      const list = payload['Events']
      return { events: Array.isArray(list) ? list.map((event) => ({ event, all: payload })) : [] }
    }),
    'looks through all that is inside at each level': faulty('pms/guests', (payload) => ({ size: sizes(payload) }))
  }
}

function faulty(name: string, read: (payload: JsonObject) => JsonObject): Reader {
  const reader = readers().find((one) => one.name === name)
  if (reader === undefined) throw new Error(`${name} is no reader`)
  return {
    ...reader,
    validate: (decoded) => ({
      normalize: () => [{ source: 'control', kind: 'guest', id: '1', type: 'x.y', data: read(Object(decoded)) }]
    })
  }
}

function sizes(value: Json | undefined): number {
  const own = (JSON.stringify(value) ?? '').length
  if (typeof value !== 'object' || value === null) return own
  return Object.values(value).reduce<number>((sum, inner) => sum + sizes(inner), own)
}
